import json
from decimal import Decimal

from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

from odoo.addons.acct_link_batch.lib import document as doc
from odoo.addons.acct_link_batch.lib import matching
from odoo.addons.acct_link_batch.lib.exchange import Capabilities
from odoo.addons.acct_link_batch.lib.outcome import ROUNDING
from odoo.addons.acct_link_batch.lib.problem import Problem
from odoo.addons.acct_link_operation.lib.operation import ALLOCATE, Operation
from odoo.addons.acct_link_pull.lib.incoming import Page

from ..lib import contacts, look_up, look_up_operations, operations, pull, translate
from ..lib.bills import bills, bills_again, files
from ..lib.client import CALLS_AT_ONCE
from ..lib.remote_documents import read_again, remote_document
from ..lib.sweep import sweep

_lt = LazyTranslate(__name__)

# Where a person finds a document. Source: Xero, "Deep link to Xero".
DEEP_LINK = (
    "https://go.xero.com/organisationlogin/default.aspx?shortcode=%(code)s&redirecturl="
    "/%(page)s.aspx?%(name)s=%(id)s"
)
# What of the documents is read on schedule, and which of them.
SWEPT = {
    "Invoices": ("Invoices", 'Type=="ACCREC"'),
    "CreditNotes": ("CreditNotes", 'Type=="ACCRECCREDIT"'),
}
# With bills, both sides in one list each, which takes no more calls. What of bills is older than
# the cursor is read by their own pull.
SWEPT_WITH_BILLS = {"Invoices": ("Invoices", ""), "CreditNotes": ("CreditNotes", "")}
SWEPT_BILLS = {
    "Bills": ("Invoices", 'Type=="ACCPAY"'),
    "VendorCredits": ("CreditNotes", 'Type=="ACCPAYCREDIT"'),
}
PAGES = {
    doc.INVOICE: ("AccountsReceivable/View", "InvoiceID"),
    doc.CREDIT_NOTE: ("AccountsReceivable/ViewCreditNote", "creditNoteID"),
    doc.BILL: ("AccountsPayable/View", "InvoiceID"),
    doc.VENDOR_CREDIT: ("AccountsPayable/ViewCreditNote", "creditNoteID"),
}
# Where a person finds a contact. Source: Xero, "Deep link to Xero".
CONTACT_LINK = (
    "https://go.xero.com/organisationlogin/default.aspx?shortcode=%(code)s&redirecturl="
    "/Contacts/View/%(id)s"
)
# The match rules as Xero's users know them, and what each compares. Source: the field tables of
# docs/what-is-shared-with-xero.md.
RULES = {
    matching.NAME: (
        _lt("Name"),
        _lt("The customer's name is compared with the contact's name."),
    ),
    matching.CODE: (
        _lt("Contact Number"),
        _lt(
            "The customer's code (field Reference) is compared with the contact code, which only "
            "programs can set: for contacts that are added from here."
        ),
    ),
    matching.INVOICE_NAME: (
        _lt("Name on Invoice"),
        _lt(
            "The name on the invoice is compared with the contact's name. A new contact has the "
            "invoice's address, and its tax number as Tax Number."
        ),
    ),
    matching.JOB: (
        _lt("Account Number with Job Code"),
        _lt(
            "The invoice's reference, usually the job's code, is compared with the contact's "
            "account number, whatever its name. For new contacts each job needs a customer name "
            "of its own, as Xero has no name twice."
        ),
    ),
}


class AcctLinkConnectorXero(models.AbstractModel):
    _name = "acct.link.connector.xero"
    _inherit = "acct.link.connector.oauth"
    _description = "Xero Connector"

    _rules = RULES
    _app_page = _lt("Xero App")

    # === THE CONTRACT === #

    @api.model
    def _capabilities(self, interface):
        return Capabilities(
            kinds=(doc.INVOICE, doc.CREDIT_NOTE, doc.BILL, doc.VENDOR_CREDIT),
            request_size=50,
            turn_size=400,
            parallel=4,
            calls_at_once=CALLS_AT_ONCE,
            request_bytes=3_000_000,
            number_length=255,
            reference_length=255,
            # Idempotency keys are kept about six minutes. Source: Xero, "Idempotent requests".
            replay_seconds=360,
            settle_seconds=interface._get_settle_seconds(),
            match_rules=tuple(RULES),
            key_length=contacts.NUMBER_LENGTH,
            pulls=(
                *("accounts", "taxes", "currencies", "themes", "tracking", "items"),
                *("file", "contacts"),
                *("documents", "recheck", "bills", "files"),
            ),
            foreign_currency=True,
            tax_included=True,
            text_lines=True,
            supports_marker=translate.MARKED,
            allows_duplicates=(doc.BILL, doc.VENDOR_CREDIT),
            # They are unique over all statuses. Source: Xero API: Invoices, Credit Notes.
            void_keeps_number=(doc.INVOICE, doc.CREDIT_NOTE),
            tracking_categories=2,
            # Only what is approved can be set against something.
            operations=tuple(
                operation
                for operation in operations.OPERATIONS
                if operation != ALLOCATE or interface.xero_status == "AUTHORISED"
            ),
            check_before_send=operations.CHECK_BEFORE_SEND,
            file_bytes=operations.FILE_BYTES,
            # "GST on Imports" on the GST account. Source: Xero, "Account for GST on imports".
            tax_as_amount=True,
        )

    @api.model
    def _check(self, interface, documents):
        return [self._check_document(interface, document) for document in documents]

    @api.model
    def _check_document(self, interface, document):
        problems = []
        # Xero refuses links that name it. Source: Xero API: Invoices, Url.
        if document.kind in translate.MARKED and "xero" in document.url.lower():
            problems.append(Problem("url_refused", {"url": document.url}))
        if any(
            amount != round(amount, 2) for line in document.lines for amount in (line.net, line.tax)
        ):
            problems.append(Problem("too_many_decimals", {"number": document.number}))
        if interface.xero_tax_source != translate.OUR_TAX:
            problems += self._check_tax(interface, document)
        return problems

    @api.model
    def _check_tax(self, interface, document):
        """Whether Xero may compute the tax of this document."""
        difference = translate.tax_difference(document)
        if not difference:
            return []
        settings = (interface._name, interface.id)
        limit = Decimal(str(interface.xero_tax_limit))
        if interface.xero_tax_source == "stop":
            limit = Decimal()
        if abs(difference) > limit:
            values = {"number": document.number, "difference": str(difference), "limit": str(limit)}
            return [Problem("tax_differs", values, settings)]
        if interface.xero_tax_source == translate.ROUNDING_LINE:
            account, tax = self._get_rounding_codes(interface)
            if not (account.active and tax.active and tax._goes_with(account)):
                return [Problem("rounding_unmapped", {"line": document.number}, settings)]
        return []

    @api.model
    def _get_rounding_codes(self, interface):
        """:return: acct.link.account and acct.link.tax of a line that evens out cents"""
        no_tax = interface.tax_map_ids.filtered(lambda row: not row.tax_key).remote_tax_id
        return interface.rounding_account_id, no_tax

    @api.model
    def _prepare(self, interface, operation, kind, items):
        style = self._get_style(interface)
        if isinstance(items[0], Operation):
            return operations.prepare(*items, style)
        return translate.prepare(operation, kind, items, interface.xero_status, style)

    @api.model
    def _get_style(self, interface):
        """:return: translate.Style"""
        tax = interface.xero_tax_source
        rounding = ("", "", "")
        if tax == translate.ROUNDING_LINE:
            account, no_tax = self._get_rounding_codes(interface)
            rounding = (self.env._("Rounding"), account.code or "", no_tax.code or "")
        return translate.Style(sent=interface.xero_sent, tax=tax, rounding=rounding)

    @api.model
    def _read(self, interface, request, answer, items):
        if isinstance(items[0], Operation):
            return [operations.read(request, answer, *items)]
        return translate.read(request, answer, items)

    @api.model
    def _look_up(self, interface, documents):
        if isinstance(documents[0], Operation):
            style = self._get_style(interface)
            return [
                look_up_operations.look_up_merged(self._get_reader(interface), *documents, style)
            ]
        return look_up.look_up(self._get_reader(interface), documents)

    @api.model
    def _find_contacts(self, interface, rule, keys, role=""):
        get = self._get_reader(interface)
        if rule == matching.REMOTE_ID:
            yield from contacts.find_contacts(get, keys, rule)
            return
        search = self.env["acct.link.search"]._get(interface, rule)
        now, sweep = fields.Datetime.now(), dict(search.sweep or {})
        begun = sweep.get("keys")
        for portion in contacts.find_contacts(get, keys, rule, sweep):
            goes_on = search.swept_at and sweep.get("keys") == begun
            search._keep_sweep(dict(sweep), search.swept_at if goes_on else now)
            begun = sweep.get("keys")
            yield portion
        search._keep_sweep({}, now)

    @api.model
    def _count_finds(self, interface, count):
        listed = self.env["acct.link.remote.contact"].search_count(
            [("interface_id", "=", interface.id)]
        )
        return contacts.count_finds(count, listed)

    @api.model
    def _check_parties(self, interface, parties):
        return [
            []
            if not matching.trim(party.email) or contacts.valid_email(matching.trim(party.email))
            else [
                Problem(
                    "email_left_out",
                    {"key": party.key, "email": matching.trim(party.email)},
                    ("res.partner", party.partner_id),
                )
            ]
            for party in parties
        ]

    @api.model
    def _check_contacts_there(self, interface, wanted, known):
        return self.env["acct.link.remote.contact"]._check_emails(interface, wanted, known)

    @api.model
    def _pull(self, interface, resource, since=None):
        get = self._get_reader(interface)
        match resource:
            case "accounts":
                yield from pull.accounts(get("Accounts"))
            case "taxes":
                yield from pull.tax_rates(get("TaxRates"))
            case "currencies":
                yield from pull.currencies(get("Currencies"))
            case "contacts":
                yield from contacts.list_contacts(get)
            case "themes":
                yield from pull.themes(get("BrandingThemes"))
            case "tracking":
                archived_too = [("includeArchived", "true")]
                yield from pull.tracking(get("TrackingCategories", archived_too))
            case "items":
                yield from pull.items(get("Items"))
            case "file":
                yield self._prepare_file_vals(pull.organisation(get("Organisation")))
            case "documents":
                swept = SWEPT_WITH_BILLS if interface._has_bills() else SWEPT
                yield from self._sweep(interface, since, swept, self._read_remote_documents)
            case "bills":
                yield from self._sweep(interface, since, SWEPT_BILLS, bills)

    @api.model
    def _sweep(self, interface, since, swept, read):
        """What changed in these lists. :param read: (get, rows) -> records

        :return: iterator of incoming.Page
        """
        get = self._get_reader(interface)
        start = interface.start_date.isoformat() + "T00:00:00"
        moments = dict.fromkeys(swept, start) | (json.loads(since) if since else {})
        for name, (path, condition) in swept.items():
            params = [("where", condition)] if condition else []
            for rows, moment in sweep(get, path, params, moments[name]):
                moments = {**moments, name: moment}
                yield Page(read(get, rows), json.dumps(moments))

    @api.model
    def _read_remote_documents(self, _get, rows):
        return tuple(filter(None, map(remote_document, rows)))

    @api.model
    def _read_again(self, interface, ids, resource="documents"):
        read = bills_again if resource == "bills" else read_again
        return read(self._get_reader(interface), ids)

    @api.model
    def _read_files(self, interface, kind, remote_id, known):
        def get_file(path, mimetype):
            return self._call(interface, lambda client: client.get_file(path, mimetype))

        return files(self._get_reader(interface), get_file, kind, remote_id, known)

    @api.model
    def _prepare_file_vals(self, organisation):
        """:param organisation: pull.Organisation; :return: values of the interface"""
        locks = [organisation.period_lock_date, organisation.year_lock_date]
        return {
            "remote_org_name": organisation.name,
            "remote_currency": organisation.base_currency,
            "remote_country": organisation.country,
            "remote_is_demo": organisation.demo,
            "lock_date": max(filter(None, locks), default=False),
            "xero_short_code": organisation.short_code,
            "xero_is_demo": organisation.demo,
            "xero_country": organisation.country,
        }

    # === WHAT THE SCREENS ASK === #

    @api.model
    def _get_document_url(self, interface, kind, remote_id):
        page, name = PAGES[kind]
        code = interface.xero_short_code or ""
        return DEEP_LINK % {"code": code, "page": page, "name": name, "id": remote_id}

    @api.model
    def _get_contact_url(self, interface, remote_id, role=""):
        return CONTACT_LINK % {"code": interface.xero_short_code or "", "id": remote_id}

    @api.model
    def _get_no_tax_code(self, interface):
        """Xero's own rate for lines that are none of the tax office's business."""
        return interface.tax_ids.filtered(lambda tax: tax.code == "NONE")

    @api.model
    def _get_rounding_account(self, interface):
        """The organisation's own, whatever its code is."""
        return interface.account_ids.filtered(lambda account: account.role == ROUNDING)[:1]
