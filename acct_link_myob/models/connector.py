from odoo import api, models
from odoo.exceptions import RedirectWarning, UserError
from odoo.tools.translate import LazyTranslate

from odoo.addons.acct_link_batch.lib import document as doc
from odoo.addons.acct_link_batch.lib import matching
from odoo.addons.acct_link_batch.lib.exchange import CREATE_CONTACTS, Capabilities
from odoo.addons.acct_link_batch.lib.outcome import PURCHASE_USE, SALES_USE
from odoo.addons.acct_link_batch.lib.pace import Pace
from odoo.addons.acct_link_batch.lib.problem import Problem

from ..lib import answers, contacts, lists, look_up, operations, taxes, translate
from ..lib.wire import CATEGORY, NUMBER_LENGTH, SUPPLIER_NUMBER_LENGTH, cents, split_item

_lt = LazyTranslate(__name__)

KINDS = (doc.INVOICE, doc.CREDIT_NOTE, doc.BILL, doc.VENDOR_CREDIT, doc.EXPENSE)
# Their numbers are the suppliers', which there is a field for.
PAPERS = (doc.BILL, doc.VENDOR_CREDIT)
# The match rules as users of MYOB know them.
RULES = {
    matching.NAME: (
        _lt("Card Name"),
        _lt("The customer's name is compared with the company name, or first and last name."),
    ),
    matching.CODE: (
        _lt("Card ID from Customer Code"),
        _lt("The customer's system code is compared with the card ID, and written to new cards."),
    ),
    matching.INVOICE_NAME: (
        _lt("Card Name, as on the Invoice"),
        _lt("The name on the invoice is compared. A new card has the invoice's address."),
    ),
    matching.JOB: (
        _lt("Card ID from Job Code"),
        _lt(
            "The reference of the invoice is compared with the card ID, and written to new cards. "
            "Suppliers are found by their code."
        ),
    ),
    contacts.CARD_ID: (
        _lt("Card ID of its own"),
        _lt(
            "The MYOB card ID on the customer is compared, and written to new cards; where it is "
            "empty, the customer's code."
        ),
    ),
}


class AcctLinkConnectorMyob(models.AbstractModel):
    _name = "acct.link.connector.myob"
    _inherit = ["acct.link.connector.door", "acct.link.connector.single"]
    _description = "MYOB Connector"

    _rules = RULES
    _app_page = _lt("MYOB App")
    # The service gives up a call after 120 seconds. Source: MYOB, "Error messages".
    _settle_seconds = 180

    # === THE CONTRACT === #

    @api.model
    def _capabilities(self, interface):
        return Capabilities(
            kinds=KINDS,
            request_size=1,
            turn_size=2 * look_up.MANY,  # what the pace takes in ten seconds
            look_up_size=look_up.MANY,
            parallel=4,
            pace=(Pace(max(interface.myob_calls_a_second, 1), 1),),
            number_length=NUMBER_LENGTH,
            number_lengths=dict.fromkeys(PAPERS, SUPPLIER_NUMBER_LENGTH),
            reference_length=translate.REFERENCE_LENGTH,
            # It remembers nothing: what is sent again is there twice.
            replay_seconds=0,
            settle_seconds=interface._get_settle_seconds(),
            match_rules=tuple(RULES),
            key_length=contacts.CARD_ID_LENGTH,
            pulls=(
                *("accounts", "taxes", "tracking", "file", "contacts"),
                *("documents", "recheck", "bills", "files"),
            ),
            text_lines=True,
            supports_marker=KINDS,
            allows_duplicates=KINDS,
            tracking_categories=1,
            contact_roles=True,
            contact_currency=True,
            operations=operations.OPERATIONS,
            operation_kinds=operations.OPERATION_KINDS,
            check_before_send=operations.OPERATIONS,
            file_bytes=operations.FILE_BYTES,
            uses_apart=interface._sells_myob_items(),
        )

    @api.model
    def _get_number(self, interface, kind, number):
        if kind in PAPERS:
            return number
        return translate.plain_number(number, interface.myob_number_rule)

    @api.model
    def _check_document(self, interface, document):
        number, settings = {"number": document.number}, (interface._name, interface.id)
        problems = []
        if document.kind in doc.CREDITS and not interface.myob_negatives:
            problems.append(Problem("myob_no_negatives", number, settings))
        if document.due_date < document.date and document.kind not in doc.CREDITS:
            problems.append(Problem("myob_due_before", number))
        if interface._sells_myob_items() and document.kind not in doc.PURCHASES:
            lines = (line for line in document.lines if not line.is_text)
            if odd := next((line for line in lines if not split_item(line.account_id)), None):
                said = (odd.description or "").split("\n")[0]
                problems.append(Problem("myob_item_needed", {"line": said}, settings))
        if interface.myob_needs_category and CATEGORY not in dict(document.tracking):
            problems.append(Problem("myob_category_needed", number, settings))
        if any(
            amount != cents(amount) for line in document.lines for amount in (line.net, line.tax)
        ):
            problems.append(Problem("too_many_decimals", number))
        elif difference := taxes.difference(document):
            values = {**number, "difference": str(abs(difference))}
            problems.append(Problem("myob_tax_differs", values))
        return problems

    @api.model
    def _prepare_item(self, interface, operation, kind, item):
        card = operation == CREATE_CONTACTS and self._get_card_style(interface, item)
        style = self._get_style(interface, card or contacts.PLAIN_CARD)
        return translate.prepare(operation, kind, item, style)

    @api.model
    def _get_style(self, interface, card=contacts.PLAIN_CARD):
        """:return: translate.Style"""
        return translate.Style(order_number=interface.myob_order_number, card=card)

    @api.model
    def _get_card_style(self, interface, party):
        """:return: contacts.CardStyle of a new card"""
        partner = self.env["res.partner"].sudo().browse(party.partner_id).exists()
        return contacts.CardStyle(
            tax_id=interface.myob_card_tax_id.remote_id or "",
            is_individual=interface.myob_individuals and self._is_individual(partner, party),
            currency=interface.remote_currency or "",
        )

    @api.model
    def _is_individual(self, partner, party):
        """Whether a customer is a person: no firm, without a tax number, and named as the card."""
        same = matching.normalise(partner.name) == matching.normalise(party.name)
        return bool(partner) and same and not (partner.is_company or party.tax_number)

    @api.model
    def _read_item(self, interface, request, answer, item):
        return answers.read(request, answer, item)

    @api.model
    def _look_up_documents(self, interface, documents):
        return look_up.look_up(self._get_reader(interface), documents)

    @api.model
    def _find_contacts(self, interface, rule, keys, role=""):
        ask, home = self._get_reader(interface), interface.remote_currency or ""
        yield from contacts.find_contacts(ask, keys, rule, role, home)

    @api.model
    def _check_party(self, party):
        if matching.normalise(contacts.card_name(party.name)) == matching.normalise(party.name):
            return []
        record = ("res.partner", party.partner_id)
        return [Problem("myob_name_cut", {"key": party.name}, record)]

    # === LISTS === #

    @api.model
    def _pull(self, interface, resource, since=None):
        ask = self._get_reader(interface)
        match resource:
            case "accounts":
                apart = interface._sells_myob_items()
                yield from lists.items(ask) if apart else ()
                yield from lists.accounts(ask, PURCHASE_USE if apart else "")
            case "taxes":
                yield from lists.taxes(ask)
            case "tracking":
                words = (self.env._("Job"), self.env._("Category"))
                yield from lists.tracking(ask, self._get_company(interface), words)
            case "contacts":
                yield from contacts.list_contacts(ask, interface.remote_currency or "")
            case "file":
                yield self._prepare_file_vals(interface, self._get_company(interface))

    @api.model
    def _read_company(self, interface):
        """:return: lists.Company"""
        return lists.company(self._get_reader(interface))

    @api.model
    def _prepare_file_vals(self, interface, company):
        """:param company: lists.Company; :return: values of the interface"""
        vals = {
            "remote_org_name": company.name,
            "remote_currency": company.currency,
            "remote_country": company.country,
            "lock_date": company.closed_to or False,
            "myob_product": company.product,
            "myob_product_name": company.product_name,
            "myob_needs_category": company.needs_category,
            "myob_reverses": company.reverses,
        }
        if interface.myob_product != company.product:
            # Until somebody says otherwise.
            vals["myob_negatives"] = company.product == lists.ACCOUNT_RIGHT
        if not interface.myob_card_tax_id:
            by_id = {tax.remote_id: tax for tax in interface.tax_ids}
            usual = [by_id[each].id for each in company.card_taxes if each in by_id]
            vals["myob_card_tax_id"] = usual[0] if usual else False
        return vals

    # === WHAT THE SCREENS ASK === #

    @api.model
    def _get_account_word(self, interface, use):
        return self.env._("Item") if use == SALES_USE and interface._sells_myob_items() else ""

    @api.model
    def _check_ready(self, interface):
        super()._check_ready(interface)
        if interface.myob_card_tax_id or interface.contact_policy != "add":
            return
        message = self.env._(
            "New cards need a tax code. Choose it on the interface under Customers; this batch "
            "waits."
        )
        if not self.env.user.has_group("acct_link_batch.group_acct_link_manager"):
            raise UserError(message)
        action = self.env.ref("acct_link_batch.acct_link_interface_action")
        raise RedirectWarning(message, action.id, self.env._("Go to the interface"))
