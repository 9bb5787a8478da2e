"""Users of every role, for tests of who may do what."""

from odoo import Command
from odoo.tests import new_test_user

GROUPS = {
    "outsider": "base.group_user",
    "invoicing": "account.group_account_invoice",
    "clerk": "acct_link_batch.group_acct_link_user",
    "manager": "acct_link_batch.group_acct_link_manager",
    "administrator": "acct_link_batch.group_acct_link_administrator",
}


class RolesMixin:
    """`users`: {role: user} of the company of the tests."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = cls._create_users(cls.env.company)

    @classmethod
    def _create_users(cls, company):
        """:return: {role: user who works in this company only}"""
        return {
            role: new_test_user(
                cls.env(su=True),
                f"link_{role}_{company.id}",
                groups=f"base.group_user,{group}",
                company_id=company.id,
                company_ids=[Command.set(company.ids)],
            )
            for role, group in GROUPS.items()
        }

    def _as(self, role, records, users=None):
        return records.with_user((users or self.users)[role]).sudo(False)
