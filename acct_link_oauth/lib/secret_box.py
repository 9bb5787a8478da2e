"""Secrets at rest: encrypted with a key kept outside the database, when there is one."""

import os

from cryptography.fernet import Fernet, InvalidToken

KEY_VARIABLE = "ACCT_LINK_SECRET_KEY"
_SEALED = "fernet:"


class KeyMissing(Exception):
    """The secret was sealed with a key that this server does not have."""


class KeyUnusable(Exception):
    """What this server has in the place of a key is none."""


def _box():
    key = os.environ.get(KEY_VARIABLE)
    try:
        return Fernet(key) if key else None
    except ValueError:
        raise KeyUnusable from None


def is_open(text):
    """Whether a stored text could be read by anybody, though there is a key to seal it with."""
    return bool(text) and not text.startswith(_SEALED) and _box() is not None


def seal(text):
    """The text as it is stored: encrypted if the environment variable `ACCT_LINK_SECRET_KEY`
    holds a Fernet key (32 bytes, URL-safe base64), else as it is.

    :raises KeyUnusable: the variable holds something else
    """
    box = _box()
    return _SEALED + box.encrypt(text.encode()).decode() if box and text else text


def unseal(text):
    """What `seal` was given. :raises KeyMissing: no key, or another one; KeyUnusable: as `seal`"""
    if not (text or "").startswith(_SEALED):
        return text or ""
    try:
        return _box().decrypt(text.removeprefix(_SEALED).encode()).decode()
    except (AttributeError, InvalidToken):
        raise KeyMissing from None
