"""Who reads categories and options, and who links them."""

from odoo.tests import tagged

from odoo.addons.acct_link_batch.tests.common import AcctLinkCommon
from odoo.addons.acct_link_batch.tests.common_roles import RolesMixin

CODES = ("acct.link.tracking", "acct.link.tracking.option")
LINKS = ("acct.link.plan.map", "acct.link.analytic.map")


@tagged("post_install", "-at_install")
class TestTrackingSecurity(RolesMixin, AcctLinkCommon):
    def test_each_role_reads_and_writes_what_is_its_business(self):
        for role, user in self.users.items():
            for model in (*CODES, *LINKS):
                Model = self.env[model].with_user(user)
                with self.subTest(role=role, model=model):
                    reads = role in ("clerk", "manager", "administrator")
                    self.assertEqual(Model.has_access("read"), reads)
                    writes = role in ("manager", "administrator") and model in LINKS
                    for operation in ("write", "create", "unlink"):
                        self.assertEqual(Model.has_access(operation), writes)
