from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, float_compare

from ...lib.matching import normalise
from ...lib.outcome import PURCHASE_USE, SALES_USE


class AcctLinkTaxMap(models.Model):
    """Which tax code of the accounting system stands for a tax of Odoo, for a group of taxes, or
    for several together on a line; a row without a tax says what lines without tax get.
    """

    _name = "acct.link.tax.map"
    _description = "Link of a Tax"
    _inherit = ["acct.link.map.mixin"]
    _order = "remote_tax_id NULLS FIRST, tax_id, id"

    tax_id = fields.Many2one(
        "account.tax",
        string="Tax in Odoo",
        ondelete="cascade",
        domain="[('type_tax_use', 'in', ('sale', 'purchase'))]",
        help="Empty: lines without tax.",
    )
    also_tax_ids = fields.Many2many(
        "account.tax",
        string="Together with",
        domain="[('type_tax_use', 'in', ('sale', 'purchase'))]",
        help="For lines that have all of these taxes at once; their rates together have to be that "
        "of the tax code.",
    )
    tax_key = fields.Char(compute="_compute_tax_key", store=True, precompute=True)
    remote_tax_id = fields.Many2one(
        "acct.link.tax",
        string="Tax Code in the Books",
        domain="[('interface_id', '=', interface_id)]",
        ondelete="restrict",
    )

    offered_tax_ids = fields.Many2many(
        "acct.link.tax",
        compute="_compute_offered_tax_ids",
        help="Those that agree with the taxes in rate and side.",
    )

    _tax_uniq = models.UniqueIndex(
        "(interface_id, (COALESCE(tax_key, '')))", "This tax is linked already."
    )

    @api.depends("tax_id", "also_tax_ids")
    def _compute_tax_key(self):
        for row in self:
            row.tax_key = row._get_taxes()._origin._acct_link_key()

    @api.depends("tax_id", "also_tax_ids")
    def _compute_display_name(self):
        for row in self:
            names = row._get_taxes().mapped("display_name")
            row.display_name = " + ".join(names) or self.env._("No tax")

    @api.depends("interface_id.tax_ids", "tax_id", "also_tax_ids")
    def _compute_offered_tax_ids(self):
        for row in self:
            row.offered_tax_ids = row._get_fitting()

    @api.constrains("tax_id", "also_tax_ids")
    def _check_first_tax(self):
        if any(row.also_tax_ids and not row.tax_id for row in self):
            raise ValidationError(self.env._("Choose the first of the taxes as “Tax in Odoo”."))

    def _is_for_bills(self):
        """Whether it is bills that are sent to whose lines the tax belongs."""
        self.ensure_one()
        return self.interface_id._sends_bills() and self.tax_id.type_tax_use == "purchase"

    def _get_taxes(self):
        """:return: account.tax that a line has to have, and no others, for this row to apply"""
        return self.tax_id | self.also_tax_ids

    @api.model
    def _suggest(self, interface):
        """Add a row for "no tax", for every sales tax of the offices (and every purchase tax where
        bills are in use), and for taxes that documents on offer combine on a line, but not for
        what no tax code can stand for; link those for which only one tax code has the same rate,
        or one of them the same name. Nothing is guessed: what is left open is for the accountant.
        """
        rows = self.search([("interface_id", "=", interface.id)])
        taxes = (
            self.env["account.tax"]
            .sudo()
            .search(
                [
                    ("company_id", "in", interface._get_offices().root_id.ids),
                    ("type_tax_use", "in", ("sale", "purchase")[: 1 + interface._has_bills()]),
                ]
            )
            .sudo(False)
        )
        known = set(rows.mapped(lambda row: row.tax_key or ""))
        wanted = [taxes.browse(), *taxes, *self._get_combinations(interface)]
        rows += self.create(
            [
                {
                    "interface_id": interface.id,
                    "tax_id": each[:1].id,
                    "also_tax_ids": [Command.set(each[1:].ids)],
                }
                for each in wanted
                if each._acct_link_key() not in known and self._can_be_sent(interface, each)
            ]
        )
        for row in rows.filtered(lambda row: not row.remote_tax_id):
            row.remote_tax_id = row._get_suggestion()

    @api.model
    def _can_be_sent(self, interface, taxes):
        """:return: whether a tax code could stand for these taxes at all; else documents with them
        are told so
        """
        taxes = taxes.sudo()  # of offices, too, that the administrator does not see
        if taxes._acct_link_is_hundred():
            return interface._connector()._capabilities(interface).tax_as_amount
        return taxes._acct_link_rate() is not None

    @api.model
    def _get_combinations(self, interface):
        """:return: [account.tax], several each, as lines of documents on offer combine them"""
        Line = self.env["account.move.line"].sudo()
        relation = Line._fields["tax_ids"]
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT array_agg(%(tax)s ORDER BY %(tax)s) FROM %(table)s"
                " WHERE %(line)s IN %(lines)s GROUP BY %(line)s HAVING count(*) > 1",
                tax=SQL.identifier(relation.column2, to_flush=relation),
                line=SQL.identifier(relation.column1),
                table=SQL.identifier(relation.relation),
                lines=Line._search(interface._get_line_domain()).subselect(),
            )
        )
        return [self.env["account.tax"].browse(ids) for (ids,) in rows]

    def _get_suggestion(self):
        """:return: acct.link.tax, empty where the choice is not plain"""
        self.ensure_one()
        taxes = self._get_taxes()
        if not taxes:
            return self.interface_id._connector()._get_no_tax_code(self.interface_id)
        same_rate = self._get_fitting()
        if len(same_rate) == 1:
            return same_rate
        names = {normalise(taxes[0].name), normalise(taxes[0].invoice_label)}
        same_name = same_rate.filtered(lambda code: normalise(code.name) in names)
        return same_name if len(same_name) == 1 and len(taxes) == 1 else same_name.browse()

    def _get_fitting(self):
        """:return: acct.link.tax of the same rate, on the same side; of no tax those of either"""
        self.ensure_one()
        taxes = self._get_taxes()
        rate = taxes._acct_link_rate()
        if rate is None:
            return self.env["acct.link.tax"]
        side = PURCHASE_USE if taxes[:1].type_tax_use == "purchase" else SALES_USE
        uses = (side,) if taxes else (SALES_USE, PURCHASE_USE)
        return self.interface_id.tax_ids.filtered(
            lambda code: (
                (code.any_rate or not float_compare(code.rate, rate, precision_digits=4))
                and any(code._is_for(use) for use in uses)
            )
        )
