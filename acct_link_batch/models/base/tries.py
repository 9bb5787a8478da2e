"""What is tried again: rows whose moment has come, and work that met a conflict."""

from odoo import fields
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

MAX_CONFLICTS = 5


def is_due() -> Domain:
    """:return: Domain of rows whose `next_try` (naive UTC) is empty or has come"""
    return Domain("next_try", "=", False) | Domain("next_try", "<=", fields.Datetime.now())


def keep_changes(cr, write, *args):
    """Call `write` and commit. A conflict with another transaction is retried from what is at
    hand, so `write` writes nothing outside.

    :raises: the conflict, when it comes back MAX_CONFLICTS times; all is rolled back then
    """
    for attempt in range(MAX_CONFLICTS):
        try:
            write(*args)
            cr.commit()  # pylint: disable=invalid-commit
            return
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            cr.rollback()
            if attempt == MAX_CONFLICTS - 1:
                raise
