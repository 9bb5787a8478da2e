"""Helpers of the tests: an interface that writes files, over the real loop."""

import csv
import hashlib
import io

from odoo import Command

from odoo.addons.acct_link_batch.tests.common import AcctLinkCommon

# Where a process may die on the way to a file: (model, method that it does not live to run).
POINTS = (
    ("acct.link.transport", "_transmit"),
    ("acct.link.transport", "_apply"),
    ("acct.link.upload.report", "_make_files"),
)


class CsvCommon(AcctLinkCommon):
    @classmethod
    def setUpClass(cls):
        super(AcctLinkCommon, cls).setUpClass()
        cls.tax = cls.company_data["default_tax_sale"]
        cls.account = cls.company_data["default_account_revenue"]
        cls.customer = cls.env["res.partner"].create(
            {"name": "Kea Farms", "ref": "KEA", "street": "1 Hill Road", "city": "Nelson"}
        )
        cls.interface = cls._create_file_interface(cls._shipped("xero_invoices_29"))

    def setUp(self):
        super(AcctLinkCommon, self).setUp()

    @classmethod
    def _shipped(cls, key):
        return cls.env["acct.link.csv.profile"].search([("key", "=", key)])

    @classmethod
    def _create_file_interface(cls, profile, company=None, **vals):
        company = company or cls.env.company
        interface = cls.env["acct.link.interface"].create(
            {
                "name": "Files",
                "connector": "csv",
                "company_id": company.id,
                "office_ids": [Command.set(company.ids)],
                "start_date": "2020-01-01",
                "remote_org_name": "Our company file",
                "csv_profile_id": profile.id,
                "match_rule": profile._get_format().match_rules[0],
                "csv_own_codes": True,
                "tax_ids": [
                    Command.create({"code": "GST", "name": "GST", "rate": cls.tax.amount}),
                    Command.create({"code": "FRE", "rate": 0}),
                ],
                **vals,
            }
        )
        gst, fre = interface.tax_ids.sorted("rate", reverse=True)
        cls.env["acct.link.tax.map"].create(
            [
                {"interface_id": interface.id, "tax_id": cls.tax.id, "remote_tax_id": gst.id},
                {"interface_id": interface.id, "tax_id": False, "remote_tax_id": fre.id},
            ]
        )
        return interface

    def _bytes(self, file):
        field = [("res_model", "=", file._name), ("res_field", "=", "content")]
        attachment = self.env["ir.attachment"].sudo().search([*field, ("res_id", "=", file.id)])
        self.assertEqual(hashlib.sha256(attachment.raw).hexdigest(), file.digest)
        return attachment.raw

    def _rows(self, file):
        """[{header: cell}] of a file with one header row, read by Python's own reader."""
        text = self._bytes(file).decode()
        return list(csv.DictReader(io.StringIO(text, newline="")))
