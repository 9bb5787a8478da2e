"""A stand-in for a plain ledger that no firm sells: one document a call, books in memory."""

from .standin import BOOKS, KEY, OTHER_BOOKS, OTHER_KEY, start

__all__ = ["BOOKS", "KEY", "OTHER_BOOKS", "OTHER_KEY", "start"]
