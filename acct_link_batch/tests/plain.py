"""For Odoo's own runner: pytest does not look here."""

from .common_plain import PlainTests


class TestPlain(PlainTests):
    pass
