"""Ids that a system gives to what it stores."""

import re
import uuid

ZERO_GUID = "00000000-0000-0000-0000-000000000000"
GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def new_guid() -> str:
    return str(uuid.uuid4())


def is_guid(text: str) -> bool:
    return GUID.fullmatch(text) is not None
