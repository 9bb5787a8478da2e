"""Bills have no job: what is said of jobs is not said of them."""

from odoo.tests import tagged

from odoo.addons.acct_link_batch.tests.common_purchase import PurchaseCommon


@tagged("post_install", "-at_install")
class TestReferencePurchase(PurchaseCommon):
    def test_job_of_a_bill_says_nothing_of_its_supplier(self):
        plan = self.env["account.analytic.plan"].create({"name": "Jobs"})
        job = self.env["account.analytic.account"].create(
            {"name": "Bridge", "code": "J1", "plan_id": plan.id,
             "acct_link_invoice_name": "Bridge Trust"}
        )  # fmt: skip
        bill = self._bill(line={"analytic_distribution": {str(job.id): 100}})
        self.interface.match_rule = "invoice_name"
        Party = self.env["acct.link.party"]
        self.assertEqual(Party._get_key(self.interface, bill), "Tui Timber")
        self.interface.match_rule = "job"
        self.assertEqual(Party._get_key(self.interface, bill), "T7")
        self.assertFalse(Party._get_keys(self.interface, bill)[1])
        self.supplier.ref = "J1"
        problem = Party._get_keys(self.interface, bill)[1][bill.id]
        self.assertEqual(problem.code, "supplier_code_of_job")
        self.supplier.ref = False
        problem = Party._get_keys(self.interface, bill)[1][bill.id]
        self.assertEqual(problem.code, "customer_code_missing")
