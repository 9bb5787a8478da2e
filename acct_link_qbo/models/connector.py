from odoo import api, models
from odoo.tools.translate import LazyTranslate

from odoo.addons.acct_link_batch.lib import document as doc
from odoo.addons.acct_link_batch.lib import matching
from odoo.addons.acct_link_batch.lib.exchange import Capabilities
from odoo.addons.acct_link_batch.lib.outcome import ON_DOCUMENT, SALES_USE
from odoo.addons.acct_link_batch.lib.pace import Pace
from odoo.addons.acct_link_batch.lib.problem import Problem

from ..lib import answers, contacts, lists, look_up, operations, sign_in, taxes, translate
from ..lib.door import CALLS_AT_ONCE
from ..lib.wire import ENTITIES, ITEM, NUMBER_LENGTH, cents, split

_lt = LazyTranslate(__name__)

KINDS = tuple(ENTITIES)
# Whose numbers follow a preference of their own.
NUMBERED_APART = (doc.VENDOR_CREDIT, *doc.EXPENSES)
# Of all apps together 500 a minute, and of one app 10 a second: two at once at most, as what leaves
# together arrives in whichever second it likes. Source: Intuit, "Limits and throttles".
PACE = (Pace(480, 60), Pace(2, 0.25))
# Where a person finds a document or a contact; as links to it are written in public.
PAGES = {
    "Invoice": "invoice?txnId=%s",
    "CreditMemo": "creditmemo?txnId=%s",
    "Bill": "bill?txnId=%s",
    "VendorCredit": "vendorcredit?txnId=%s",
    "Purchase": "expense?txnId=%s",
    "Customer": "customerdetail?nameId=%s",
    "Vendor": "vendordetail?nameId=%s",
}
# The match rules as users of QuickBooks know them.
RULES = {
    matching.NAME: (
        _lt("Display Name"),
        _lt("The customer's name is compared with the display name of customers or suppliers."),
    ),
    matching.INVOICE_NAME: (
        _lt("Display Name, as on the Invoice"),
        _lt(
            "The name on the invoice is compared with the display name. A new customer has the "
            "invoice's address."
        ),
    ),
}


class AcctLinkConnectorQbo(models.AbstractModel):
    _name = "acct.link.connector.qbo"
    _inherit = ["acct.link.connector.door", "acct.link.connector.single"]
    _description = "QuickBooks Online Connector"

    _rules = RULES
    _app_page = _lt("QuickBooks App")
    _settle_seconds = 180  # the service gives up a call after 120 seconds

    # === THE CONTRACT === #

    @api.model
    def _capabilities(self, interface):
        return Capabilities(
            kinds=KINDS,
            request_size=1,
            turn_size=80,
            look_up_size=look_up.MANY,
            parallel=8,
            calls_at_once=CALLS_AT_ONCE,
            pace=PACE,
            number_length=NUMBER_LENGTH,
            reference_length=translate.REFERENCE_LENGTH,
            # For how long a requestid is remembered is not documented; look-ups do not rely on it.
            replay_seconds=3600,
            settle_seconds=interface._get_settle_seconds(),
            match_rules=tuple(RULES),
            key_length=contacts.NAME_LENGTH,
            pulls=(
                *("accounts", "taxes", "currencies", "tracking"),
                *("payment_terms", "file", "contacts"),
                *("documents", "recheck", "bills", "files"),
            ),
            foreign_currency=True,
            rate_decimals=16,  # all that Odoo's rate has, as its inverse is sent
            text_lines=True,
            supports_marker=KINDS if interface.qbo_mark else (),
            # By preference of the company, which may change: all are looked for before.
            allows_duplicates=KINDS,
            void_keeps_number=(doc.INVOICE,),
            tracking_categories=3,
            contact_roles=True,
            contact_currency=True,
            operations=operations.OPERATIONS,
            operation_kinds=operations.OPERATION_KINDS,
            check_before_send=operations.OPERATIONS,
            file_bytes=operations.FILE_BYTES,
            uses_apart=True,
        )

    @api.model
    def _check_document(self, interface, document):
        number, settings = {"number": document.number}, (interface._name, interface.id)
        is_purchase, problems = document.kind in doc.PURCHASES, []
        if not (is_purchase or interface.qbo_numbers):
            problems.append(Problem("qbo_numbers_off", {}, settings))
        if document.currency != interface.remote_currency and not interface.qbo_currencies:
            values = {**number, "currency": document.currency}
            problems.append(Problem("qbo_currencies_off", values, settings))
        if any(
            amount != cents(amount) for line in document.lines for amount in (line.net, line.tax)
        ):
            problems.append(Problem("too_many_decimals", number))
        if document.kind == doc.EXPENSE_REFUND and document.paid_by != doc.CARD:
            problems.append(Problem("qbo_bank_refund", number))
        for line in document.lines:
            if not (is_purchase or line.is_text) and split(line.account_id)[0] != ITEM:
                said = (line.description or "").split("\n")[0]
                problems.append(Problem("qbo_item_needed", {"line": said}, settings))
                break
        return problems + self._check_tax(interface, document)

    @api.model
    def _get_warnings(self, interface, document):
        if document.kind not in NUMBERED_APART or interface.qbo_purchase_numbers:
            return []
        values = {"number": document.number}
        return [Problem("qbo_purchase_numbers_off", values, (interface._name, interface.id))]

    @api.model
    def _check_tax(self, interface, document):
        settings = (interface._name, interface.id)
        values = {"number": document.number, "tax": str(document.tax)}
        if interface.qbo_automated or not interface.qbo_taxed:
            stops = interface.qbo_us_tax == translate.STOP
            return [Problem("qbo_us_tax", values, settings)] if document.tax and stops else []
        if difference := taxes.unplaced(document):
            values = {"number": document.number, "difference": str(difference)}
            return [Problem("qbo_tax_differs", values, settings)]
        return []

    @api.model
    def _explain_no_tax_code(self, interface, for_bills, tax):
        if not interface.qbo_taxed:
            return Problem("qbo_no_tax", {"tax": tax}, (interface._name, interface.id))
        if interface.qbo_automated and for_bills:
            return Problem("qbo_us_purchase_tax", {"tax": tax})
        return None

    @api.model
    def _prepare_item(self, interface, operation, kind, item):
        return translate.prepare(operation, kind, item, self._get_style(interface))

    @api.model
    def _get_style(self, interface):
        """:return: translate.Style"""
        return translate.Style(
            mark=interface.qbo_mark,
            taxed=interface.qbo_taxed,
            automated=interface.qbo_automated,
            us_tax=interface.qbo_us_tax,
            currencies=interface.qbo_currencies,
            class_on_document=interface.qbo_classes == ON_DOCUMENT,
            suffixes=self._get_suffixes(interface),
        )

    @api.model
    def _get_suffixes(self, interface):
        return contacts.Suffixes(
            interface.qbo_customer_suffix or "", interface.qbo_supplier_suffix or ""
        )

    @api.model
    def _read_item(self, interface, request, answer, item):
        return answers.read(request, answer, item)

    @api.model
    def _look_up_documents(self, interface, documents):
        return look_up.look_up(self._get_reader(interface), documents, interface.qbo_mark)

    @api.model
    def _find_contacts(self, interface, rule, keys, role=""):
        yield from contacts.find_contacts(
            self._get_reader(interface), keys, rule, role, self._get_suffixes(interface)
        )

    @api.model
    def _check_party(self, party):
        problems, record = [], ("res.partner", party.partner_id)
        email = matching.trim(party.email)
        if email and not contacts.valid_email(email):
            values = {"key": party.key, "email": email}
            problems.append(Problem("qbo_email_left_out", values, record))
        if ":" in party.name:
            problems.append(Problem("qbo_name_characters", {"key": party.key}, record))
        return problems

    @api.model
    def _get_other_name(self, interface, party):
        suffix = self._get_suffixes(interface).of(party.role)
        return contacts.with_suffix(party.name, suffix) if suffix.strip() else ""

    # === LISTS === #

    @api.model
    def _pull(self, interface, resource, since=None):
        ask = self._get_reader(interface)
        match resource:
            case "accounts":
                yield from lists.accounts(ask)
            case "taxes":
                yield from lists.taxes(ask, self._get_company(interface))
            case "currencies":
                yield from lists.currencies(ask, self._get_company(interface))
            case "tracking":
                words = (self.env._("Class"), self.env._("Location"))
                words = (*words, self.env._("Customer or Project"))
                yield from lists.tracking(ask, self._get_company(interface), words)
            case "payment_terms":
                yield from lists.terms(ask)
            case "contacts":
                yield from contacts.list_contacts(ask)
            case "file":
                yield self._prepare_file_vals(interface, self._get_company(interface))

    @api.model
    def _read_company(self, interface):
        """:return: lists.Company"""
        realm = interface.sudo().remote_org_id or ""
        return lists.company(self._get_reader(interface), realm)

    @api.model
    def _prepare_file_vals(self, interface, company):
        """:param company: lists.Company; :return: values of the interface"""
        return {
            "remote_org_name": company.name,
            "remote_currency": company.currency,
            "lock_date": company.closed_to or False,
            "remote_country": company.country,
            "remote_is_demo": interface.qbo_environment == sign_in.SANDBOX,
            "qbo_numbers": company.numbers,
            "qbo_purchase_numbers": company.purchase_numbers,
            "qbo_taxed": company.taxed,
            "qbo_automated": company.automated,
            "qbo_currencies": company.currencies,
            "qbo_classes": company.classes,
        }

    # === WHAT THE SCREENS ASK === #

    @api.model
    def _get_document_url(self, interface, kind, remote_id):
        return self._get_page(interface, remote_id)

    @api.model
    def _get_contact_url(self, interface, remote_id, role=""):
        return self._get_page(interface, remote_id)

    @api.model
    def _get_page(self, interface, remote_id):
        entity, id_ = split(remote_id)
        root = sign_in.SCREENS[interface.qbo_environment or sign_in.PRODUCTION]
        return f"{root}/{PAGES[entity] % id_}" if entity in PAGES else False

    @api.model
    def _get_account_word(self, interface, use):
        return self.env._("Product or Service") if use == SALES_USE else ""

    @api.model
    def _get_no_tax_code(self, interface):
        """Only where lines are taxed or not, and nothing else, it is plain which one that is."""
        return interface.tax_ids.filtered(lambda tax: tax.remote_id == translate.NOT_TAXABLE)
