"""For Odoo's own runner: pytest does not look here."""

from odoo.addons.acct_link_batch.tests.common_plain import PlainTests


class TestPlain(PlainTests):
    pass
