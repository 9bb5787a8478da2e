from odoo import api, fields, models

from ...lib.matching import normalise


class AcctLinkAccountMap(models.Model):
    """Which account of the accounting system stands for an account of Odoo."""

    _name = "acct.link.account.map"
    _description = "Link of an Account"
    _inherit = ["acct.link.map.mixin"]
    _mapped_fields = ("account_id",)
    _code_fields = ("remote_account_id", "link_purchase_account_id")
    # What is not linked yet comes first.
    _order = "remote_account_id NULLS FIRST, link_purchase_account_id NULLS FIRST, account_id, id"

    account_id = fields.Many2one(
        "account.account", string="Account in Odoo", required=True, ondelete="cascade"
    )
    remote_account_id = fields.Many2one(
        "acct.link.account",
        string="Account in the Books",
        domain="[('interface_id', '=', interface_id), ('is_for_sales', '=', True)]",
        ondelete="restrict",
    )
    link_purchase_account_id = fields.Many2one(
        "acct.link.account",
        string="Account of Bills",
        domain="[('interface_id', '=', interface_id), ('is_for_purchases', '=', True)]",
        ondelete="restrict",
        help="For lines of suppliers' bills, where the accounting system keeps the two sides "
        "apart.",
    )

    _account_uniq = models.UniqueIndex(
        "(interface_id, account_id)", "This account is linked already."
    )

    def _is_for_bills(self):
        """Whether it is bills that are sent to whose lines the account belongs."""
        self.ensure_one()
        return self.interface_id._sends_bills() and self.account_id.internal_group == "expense"

    def _get_account(self, for_bills):
        """:return: acct.link.account that lines of this side go to, empty where it is not linked"""
        self.ensure_one()
        apart = for_bills and self.interface_id._has_uses_apart()
        return self.link_purchase_account_id if apart else self.remote_account_id

    @api.model
    def _suggest(self, interface):
        """Add a row for every account that documents to be uploaded may use, and link those whose
        code or name is the same on both sides, to an item those of its account. Links that
        somebody chose stay.
        """
        rows = self.search([("interface_id", "=", interface.id)])
        missing = self._get_accounts(interface) - rows.account_id
        rows += self.create(
            [{"interface_id": interface.id, "account_id": account.id} for account in missing]
        )
        sides = {"remote_account_id": interface.account_ids.filtered("is_for_sales")}
        if interface._has_uses_apart() and interface._has_bills():
            bought = interface.account_ids.filtered("is_for_purchases")
            sides["link_purchase_account_id"] = bought
        company = interface._get_offices()[:1] or interface.company_id
        for field, accounts in sides.items():
            names = self._get_names(interface, accounts)
            for row in rows.filtered(lambda row, field=field: not row[field]):
                account = row.account_id.with_company(company.root_id)
                row[field] = self._find_namesake(names, account)

    @api.model
    def _get_names(self, interface, accounts):
        """What accounts there can be recognised by, the plainest first.

        :return: [(field of account.account, {normal form: acct.link.account, several if unclear})]
        """
        parents = {account.remote_id: account for account in interface.account_ids}
        names = []
        for of_parent in (False, True):
            for field in ("code", "name"):
                found = {}
                for account in accounts:
                    named = parents.get(account.parent) if of_parent else account
                    if key := normalise(named and named[field]):
                        found[key] = found.get(key, account) | account
                names.append((field, found))
        return names

    @api.model
    def _find_namesake(self, names, account):
        """:param names: as `_get_names`; :param account: account.account

        :return: acct.link.account, empty if there is no plain one
        """
        for field, found in names:
            remote = found.get(normalise(account[field]))
            if account[field] and remote and len(remote) == 1:
                return remote
        return self.env["acct.link.account"]

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
