from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal

from odoo import Command, api, models
from odoo.fields import Domain

from odoo.addons.acct_link_batch.lib.document import BILL, SUPPLIER, VENDOR_CREDIT
from odoo.addons.acct_link_batch.lib.matching import (
    normalise,
    normalise_number,
    normalise_tax_number,
    trim,
)
from odoo.addons.acct_link_batch.lib.problem import Problem
from odoo.addons.acct_link_batch.models.base.alike import alike

MOVE_TYPES = {BILL: "in_invoice", VENDOR_CREDIT: "in_refund"}


class Refusal(Exception):
    """A bill cannot be made from what the books hold, and why."""

    def __init__(self, *problems):
        super().__init__(", ".join(problem.code for problem in problems))
        self.problems = list(problems)


class AcctLinkBillMaker(models.AbstractModel):
    """incoming.Bill -> account.move: the one place where a bill of the books becomes one of Odoo.
    Its amounts are those of the books to the cent, or it is not made.
    """

    _name = "acct.link.bill.maker"
    _description = "Bills as they are taken"

    @api.model
    def _make(self, row, bill):
        """Make the bill of a row, or bring it up to date.

        :param row: acct.link.bill, whose bill is not posted; :param bill: incoming.Bill
        :raises Refusal: what a person has to settle first
        """
        interface = row.interface_id
        vals, taxes = self._prepare_move_vals(row, bill)
        row.partner_id = vals["partner_id"]
        move = row.move_id.with_company(row.company_id)
        if move.state == "cancel":
            move.button_draft()
        if normalise_number(move.ref) != normalise_number(vals["ref"]):
            self._check_twin(row, vals)
        if move:
            lines = [Command.clear(), *vals.pop("invoice_line_ids")]
            move.write({**vals, "invoice_line_ids": lines})
        else:
            move = move.create(
                {
                    **vals,
                    "move_type": MOVE_TYPES[row.kind],
                    "company_id": row.company_id.id,
                    "journal_id": interface.bill_journal_id.id,
                }
            )
            row.write({"move_id": move.id, "files_at": False})
        self._adjust_taxes(move, taxes)
        self._check_total(move, bill, taxes)
        if interface.bill_state == "posted":
            move._post(soft=False)
        row._note_moved()

    @api.model
    def _prepare_move_vals(self, row, bill):
        """:return: (values of account.move, {taxes: tax that the books hold of them})"""
        interface, problems = row.interface_id, []
        settings = (interface._name, interface.id)
        partner = self._find_supplier(row, bill, problems)
        currency = row.currency_id
        if not currency.active:
            values = {"currency": bill.remote_document.currency}
            record = ("res.currency", currency.id) if currency else settings
            problems.append(Problem("bill_currency", values, record))
        rate = self._get_rate(row, bill, problems)
        accounts, tax_codes = self._get_accounts(interface), self._get_taxes(interface)
        lines, taxes = [], defaultdict(Decimal)
        for line in bill.lines:
            if not line.account and not line.account_id and not line.net and not line.tax:
                lines.append({"display_type": "line_note", "name": line.description or "-"})
                continue
            account = self._find_account(interface, accounts, line, problems)
            found = self._find_taxes(interface, tax_codes, line, problems)
            if account and found is not None:
                lines.append(self._prepare_line_vals(line, account, found))
                # Theirs is an amount on the account of the tax, ours the tax of such a price.
                taxes[found] += line.net if found._acct_link_is_whole() else line.tax
        if problems:
            raise Refusal(*problems)
        vals = {
            "partner_id": partner.id,
            "ref": bill.remote_document.number,
            "invoice_date": bill.date,
            "invoice_payment_term_id": False,
            "invoice_date_due": bill.due_date or bill.date,
            "currency_id": currency.id,
            "invoice_line_ids": [Command.create(line) for line in lines],
        }
        if rate:
            vals["invoice_currency_rate"] = rate
        return vals, taxes

    @api.model
    def _get_rate(self, row, bill, problems):
        """:return: float, the rate of the books; None where Odoo's own counts"""
        currency, home = row.currency_id, row.company_id.currency_id
        if bill.rate and currency != home and row.interface_id.remote_currency == home.name:
            return float(bill.rate)
        known = self.env["acct.link.rate"]._is_known(currency, row.company_id, bill.date)
        if currency and not known:
            values = {"currency": currency.name, "date": str(bill.date)}
            values["number"] = bill.remote_document.number or row.contact_name or ""
            problems.append(Problem("incoming_rate_missing", values, (currency._name, currency.id)))
        return None

    # === SUPPLIER === #

    @api.model
    def _find_supplier(self, row, bill, problems):
        """Who sent it: whom the contact's id is known of, else the one with that tax number, else
        the one with that name, else a new one if the interface says so. One that is archived is
        neither used nor doubled: that is for a person.

        :return: res.partner
        """
        known = self._find_by_contact(row)
        if len(known) == 1 and known.active:
            return known
        by_number = self._find_by_tax_number(row, bill.contact_tax_number)
        by_name = self._find_by_text(row, "name", [row.contact_name], normalise)
        found = known or by_number or by_name
        active = found.filtered("active")
        for other in (by_number, by_name):  # may tell which of several is meant
            if len(active) > 1:
                active = active & other or active
        if len(active) == 1:
            return active
        values = {"supplier": trim(row.contact_name), "number": bill.remote_document.number}
        if active:
            problems.append(Problem("bill_supplier_several", values))
        elif found:
            values["partner"] = found[0].display_name
            problems.append(Problem("bill_supplier_archived", values, ("res.partner", found[0].id)))
        elif row.interface_id.bill_new_suppliers and normalise(row.contact_name):
            return found.create(self._prepare_supplier_vals(row, bill))
        else:
            problems.append(Problem("bill_supplier_unknown", values))
        return found.browse()

    @api.model
    def _find_by_tax_number(self, row, text):
        """With the code of the office's own country before it or without: the same number is
        written either way. :return: as `_find_by_text`
        """
        country = row.company_id.account_fiscal_country_id or row.company_id.country_id
        code = normalise(country.code)

        def form(number):
            plain = normalise_tax_number(number)
            return plain.removeprefix(code) or plain

        return self._find_by_text(row, "vat", [text, form(text), code + form(text)], form)

    @api.model
    def _find_by_text(self, row, field_name, texts, form):
        """:param texts: [str], one text as it may be written
        :param form: normal form in which texts are compared
        :return: res.partner, commercial, of the office; archived ones, too
        """
        Partner = self.env["res.partner"].sudo().with_context(active_test=False)
        wanted = form(texts[0])
        if not wanted:
            return Partner
        partners = Partner.search(
            alike(field_name, texts)
            & Domain("company_id", "in", (False, *row.company_id.parent_ids.ids))
        )
        same = partners.filtered(lambda partner: form(partner[field_name]) == wanted)
        # A contact of a company has its tax number, but a name of its own.
        if field_name == "name":
            return same.filtered(lambda partner: partner == partner.commercial_partner_id)
        return same.commercial_partner_id

    @api.model
    def _find_by_contact(self, row):
        """:return: res.partner, archived ones too, whom the link knows under the contact's id"""
        if not row.contact:
            return self.env["res.partner"]
        file = ("remote_org_id", "=", row.remote_org_id)
        before = self.env["acct.link.bill"].search(
            [file, ("contact", "=", row.contact), ("partner_id", "!=", False)]
        )
        if before:
            return before.partner_id.commercial_partner_id
        siblings = self.env["acct.link.contact.share"]._get_siblings(row.interface_id)
        contacts = self.env["acct.link.contact"].search(
            [
                ("interface_id", "in", siblings.ids),
                ("remote_id", "=", row.contact),
                ("role", "=", SUPPLIER if row.interface_id._has_contact_roles() else False),
                ("partner_id", "!=", False),
            ]
        )
        return contacts.partner_id.commercial_partner_id

    @api.model
    def _prepare_supplier_vals(self, row, bill):
        return {
            "name": trim(row.contact_name),
            "is_company": True,
            "supplier_rank": 1,
            "email": bill.contact_email or False,
        }

    # === CODES === #

    @api.model
    def _get_accounts(self, interface):
        """:return: {id or code there: account.account of the office linked to it}"""
        office = interface.bill_office_id
        found = defaultdict(self.env["account.account"].browse)
        for row in interface.account_map_ids:
            remote = row._get_account(for_bills=True)
            if remote and row.account_id.company_ids & office.parent_ids and row.account_id.active:
                for key in filter(None, (remote.remote_id, remote.code)):
                    found[key] |= row.account_id
        return found

    @api.model
    def _get_taxes(self, interface):
        """:return: {id or code there: [account.tax of the office for purchases linked to it]}"""
        roots = interface.bill_office_id.parent_ids
        found = defaultdict(list)
        for row in interface.tax_map_ids.filtered("remote_tax_id"):
            taxes = row._get_taxes()
            if all(
                tax.type_tax_use == "purchase" and tax.active and tax.company_id in roots
                for tax in taxes
            ):
                for key in {row.remote_tax_id.remote_id, row.remote_tax_id.code} - {False, ""}:
                    found[key].append(taxes)
        return found

    @api.model
    def _find_account(self, interface, accounts, line, problems):
        if not line.account and not line.account_id:
            problems.append(Problem("bill_account_untold", {"line": line.description or "-"}))
            return None
        found = accounts.get(line.account_id) or accounts.get(line.account)
        if found and len(found) == 1:
            return found
        listed = self._get_listed(interface.account_ids, line.account_id, line.account)
        values = {
            "account": (listed[:1].display_name or line.account or "?"),
            "accounts": ", ".join(found.mapped("display_name")) if found else "",
            "line": line.description,
        }
        code = "bill_account_several" if found else "bill_account_unmapped"
        problems.append(Problem(code, values, (interface._name, interface.id)))
        return None

    @api.model
    def _find_taxes(self, interface, codes, line, problems):
        """:return: account.tax, or None with the reason added to `problems`"""
        if not line.tax_code and not line.tax_id and not line.tax:
            return self.env["account.tax"]
        found = codes.get(line.tax_id) or codes.get(line.tax_code, [])
        # A tax of ours says more than "no tax", if both are linked to the same code.
        found = [taxes for taxes in found if taxes] or found
        if len(found) == 1:
            return found[0]
        listed = self._get_listed(interface.tax_ids, line.tax_id, line.tax_code)
        values = {
            "tax": (listed[:1].display_name or line.tax_code or "?"),
            "taxes": ", ".join(name for taxes in found for name in taxes.mapped("name")),
            "line": line.description,
        }
        code = "bill_tax_several" if found else "bill_tax_unmapped"
        problems.append(Problem(code, values, (interface._name, interface.id)))
        return None

    @api.model
    def _get_listed(self, codes, remote_id, code):
        """:return: that of these codes which a line of the books names, by its id where it can"""
        by_id = codes.filtered(lambda each: remote_id and each.remote_id == remote_id)
        return by_id or codes.filtered(lambda each: code and each.code == code)

    # === AMOUNTS === #

    @api.model
    def _prepare_line_vals(self, line, account, taxes):
        """A line whose amount Odoo computes to exactly that of the books: as printed where that
        works out, else once the whole amount with the printed figures in the description.
        """
        included = bool(taxes) and all(tax.price_include for tax in taxes.flatten_taxes_hierarchy())
        wanted = line.net + line.tax if included else line.net
        quantity, price = self._get_figures(line, wanted)
        name = line.description
        if quantity == 1 != line.quantity:
            name = f"{name} ({_plain(line.quantity)} × {_plain(line.price)})".strip()
        return {
            "name": name,
            "quantity": float(quantity),
            "price_unit": float(price),
            "account_id": account.id,
            "tax_ids": [Command.set(taxes.ids)],
        }

    @api.model
    def _get_figures(self, line, wanted):
        """:return: (quantity, price) that multiply to the wanted amount without any rounding"""
        Precision = self.env["decimal.precision"]
        quantity_unit = Decimal(1).scaleb(-Precision.precision_get("Product Unit"))
        price_unit = Decimal(1).scaleb(-Precision.precision_get("Product Price"))
        quantity = line.quantity
        if quantity and quantity == quantity.quantize(quantity_unit):
            for price in (line.price, wanted / quantity):
                price = price.quantize(price_unit, ROUND_HALF_UP)
                if quantity * price == wanted:
                    return quantity, price
        return Decimal(1), wanted

    @api.model
    def _adjust_taxes(self, move, taxes):
        """The tax is what the books say, wherever Odoo computes another."""
        sign = move.direction_sign
        for found, wanted in taxes.items():
            flat = found.flatten_taxes_hierarchy()
            lines = move.line_ids.filtered(lambda line, flat=flat: line.tax_line_id in flat)
            booked = sum(self._decimal(line.amount_currency, move) for line in lines) * sign
            if booked != wanted and lines:
                line = max(lines, key=lambda line: abs(line.amount_currency))
                amount = self._decimal(line.amount_currency, move) + sign * (wanted - booked)
                line.amount_currency = float(amount)

    @api.model
    def _check_total(self, move, bill, taxes):
        whole = sum(amount for each, amount in taxes.items() if each._acct_link_is_whole())
        total, tax = self._decimal(move.amount_total, move), self._decimal(move.amount_tax, move)
        if (total, tax) != (bill.remote_document.total, bill.tax + whole):
            values = {
                "theirs": f"{bill.remote_document.total} ({bill.tax})",
                "ours": f"{total} ({tax})",
            }
            raise Refusal(Problem("bill_total_differs", values))

    @api.model
    def _decimal(self, amount, move):
        return self.env["acct.link.payment.sync"]._decimal(amount, move.currency_id)

    # === ENTERED BY HAND === #

    @api.model
    def _check_twin(self, row, vals):
        """:raises Refusal: this paper of the supplier was entered here already"""
        supplier = self.env["res.partner"].browse(vals["partner_id"]).commercial_partner_id
        number = vals["ref"] or ""
        here = self.env["acct.link.paper"]._find_here(row.interface_id, supplier, [number])
        twins = here.get((row.kind, supplier.id, normalise_number(number)), row.move_id.browse())
        # One that stands for another bill of the books is none of this one.
        if twin := twins.filtered(lambda move: not move.acct_link_bill_ids)[:1]:
            values = {"number": number, "bill": twin.display_name}
            raise Refusal(Problem("bill_here_already", values, ("account.move", twin.id)))


def _plain(value):
    return format(value.normalize(), "f")
