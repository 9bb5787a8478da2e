from odoo import api, fields, models

from ...lib.matching import normalise


class AcctLinkAccountMap(models.Model):
    """Which account of the accounting system stands for an account of Odoo."""

    _name = "acct.link.account.map"
    _description = "Link of an Account"
    _inherit = ["acct.link.map.mixin"]
    _mapped_fields = ("account_id",)
    _code_fields = ("remote_account_id",)
    # What is not linked yet comes first.
    _order = "remote_account_id NULLS FIRST, account_id, id"

    account_id = fields.Many2one(
        "account.account", string="Account in Odoo", required=True, ondelete="cascade"
    )
    remote_account_id = fields.Many2one(
        "acct.link.account",
        string="Account in the Books",
        domain="[('interface_id', '=', interface_id)]",
        ondelete="restrict",
    )

    _account_uniq = models.UniqueIndex(
        "(interface_id, account_id)", "This account is linked already."
    )

    @api.depends("account_id", "remote_account_id")
    def _compute_display_name(self):
        for row in self:
            row.display_name = row.account_id.display_name

    def _is_for_bills(self):
        """Whether it is bills that are sent to whose lines the account belongs."""
        self.ensure_one()
        return self.interface_id._sends_bills() and self.account_id.internal_group == "expense"

    @api.model
    def _suggest(self, interface):
        """Add a row for every account that documents to be uploaded may use, and link those whose
        code or name is the same on both sides. Links that somebody chose stay.
        """
        rows = self.search([("interface_id", "=", interface.id)])
        missing = self._get_accounts(interface) - rows.account_id
        rows += self.create(
            [{"interface_id": interface.id, "account_id": account.id} for account in missing]
        )
        by_code, by_name = {}, {}
        for remote in interface.account_ids:
            by_code[normalise(remote.code)] = remote
            by_name[normalise(remote.name)] = remote
        company = interface._get_offices()[:1] or interface.company_id
        for row in rows.filtered(lambda row: not row.remote_account_id):
            account = row.account_id.with_company(company.root_id)
            same_code = account.code and by_code.get(normalise(account.code))
            row.remote_account_id = same_code or by_name.get(normalise(account.name))

    @api.model
    def _get_accounts(self, interface):
        """Accounts on the product lines of documents that are or will be on offer."""
        groups = (
            self.env["account.move.line"]
            .sudo()
            ._read_group(
                [
                    ("move_id", "any", interface._get_available_domain()),
                    ("parent_state", "=", "posted"),
                    ("display_type", "=", "product"),
                ],
                ["account_id"],
            )
        )
        used = self.env["account.account"].union(*(account for (account,) in groups))
        companies = interface._get_offices().root_id
        journals = (
            self.env["account.journal"]
            .sudo()
            .search([("company_id", "in", companies.ids), ("type", "in", ("sale", "purchase"))])
        )
        if not interface._has_bills():
            journals = journals.filtered(lambda journal: journal.type == "sale")
        if interface._uses_bills():
            used |= (
                self.env["account.account"]
                .sudo()
                .search(
                    [
                        ("company_ids", "in", companies.ids),
                        ("internal_group", "=", "expense"),
                    ]
                )
            )
        return (used | journals.default_account_id).sudo(False)
