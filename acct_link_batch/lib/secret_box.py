"""Secrets at rest: encrypted with a key kept outside the database, when there is one."""

import os

from cryptography.fernet import Fernet, InvalidToken

KEY_VARIABLE = "ACCT_LINK_SECRET_KEY"
_SEALED = "fernet:"


class KeyMissing(Exception):
    """The secret was sealed with a key that this server does not have."""


def _box():
    key = os.environ.get(KEY_VARIABLE)
    return Fernet(key) if key else None


def seal(text):
    """The text as it is stored: encrypted if the environment variable `ACCT_LINK_SECRET_KEY`
    holds a Fernet key (32 bytes, URL-safe base64), else as it is.
    """
    box = _box()
    return _SEALED + box.encrypt(text.encode()).decode() if box and text else text


def unseal(text):
    """What `seal` was given. :raises KeyMissing: no key, or another one."""
    if not (text or "").startswith(_SEALED):
        return text or ""
    try:
        return _box().decrypt(text.removeprefix(_SEALED).encode()).decode()
    except (AttributeError, InvalidToken):
        raise KeyMissing from None
