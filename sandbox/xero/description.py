"""Reads Xero's OpenAPI descriptions; only where they are at hand."""

from pathlib import Path
from typing import Any

import yaml


def described(path: Path) -> dict[str, Any]:
    """A description with its known mistake mended: defaults of booleans written as text."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the first is ten times as fast
    found: dict[str, Any] = loader(path.read_text()).get_single_data()
    mend(found)
    return found


def mend(node: Any) -> None:
    if isinstance(node, list):
        for item in node:
            mend(item)
    elif isinstance(node, dict):
        if node.get("type") == "boolean" and isinstance(node.get("default"), str):
            node["default"] = node["default"] == "true"
        for item in node.values():
            mend(item)
