from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from odoo.addons.acct_link_batch.lib import matching
from odoo.addons.acct_link_batch.lib.exchange import Capabilities, Sender
from odoo.addons.acct_link_batch.lib.outcome import ROUNDING
from odoo.addons.acct_link_batch.lib.pace import Pace
from odoo.addons.acct_link_operation.lib.operation import ATTACH, VOID

from ..lib import look_up, translate
from ..lib.door import Door

_lt = LazyTranslate(__name__)

# What the ledger takes of one accounts file: its page on limits.
PACE = (Pace(500, 60),)


class AcctLinkConnectorLedger(models.AbstractModel):
    """A ledger that takes one document a call, remembers no request and promises no uniqueness."""

    _name = "acct.link.connector.ledger"
    _inherit = "acct.link.connector.single"
    _description = "Ledger Connector"

    # === THE WALK OF A DOCUMENT === #

    @api.model
    def _capabilities(self, interface):
        kinds = tuple(translate.LISTS)
        return Capabilities(
            kinds=kinds,
            request_size=1,
            turn_size=200,
            look_up_size=look_up.MANY,
            parallel=8,
            calls_at_once=10,
            pace=PACE,
            number_length=translate.NUMBER_LENGTH,
            reference_length=255,
            settle_seconds=interface._get_settle_seconds(),
            match_rules=(matching.NAME,),
            key_length=translate.NAME_LENGTH,
            pulls=("accounts", "taxes", "file", "contacts"),
            needs_sign_in=False,
            # Documents carry our marker; as no number is surely unique, each is looked for first.
            supports_marker=kinds,
            allows_duplicates=kinds,
            operations=(VOID, ATTACH),
            check_before_send=(VOID,),
            file_bytes=3_000_000,
        )

    @api.model
    def _prepare_item(self, interface, operation, kind, item):
        return translate.prepare(operation, kind, item)

    @api.model
    def _prepare_operation(self, interface, operation):
        return translate.prepare_operation(operation)

    @api.model
    def _get_sender(self, interface, refused=None):
        door = self._get_door(interface)  # it keeps nothing open: all lanes share it
        return Sender(lambda: lambda request, _key: door.post(*translate.route(request)))

    @api.model
    def _read_item(self, interface, request, answer, item):
        return translate.read(answer, item)

    @api.model
    def _read_operation(self, interface, request, answer, operation):
        return translate.read_operation(answer, operation)

    @api.model
    def _look_up_documents(self, interface, documents):
        return look_up.look_up(self._get_reader(interface), documents)

    @api.model
    def _look_up_operation(self, interface, operation):
        return look_up.look_up_operation(self._get_reader(interface), operation)

    @api.model
    def _find_contacts(self, interface, rule, keys, role=""):
        yield from look_up.find_contacts(self._get_reader(interface), rule, keys)

    @api.model
    def _pull(self, interface, resource, since=None):
        read = self._get_reader(interface)
        match resource:
            case "accounts":
                yield from look_up.accounts(read("accounts"))
            case "taxes":
                yield from look_up.taxes(read("taxes"))
            case "contacts":
                yield from look_up.list_contacts(read("contacts"))
            case "file":
                books = read() or {}
                yield {
                    "remote_org_name": books.get("name"),
                    "remote_currency": books.get("currency"),
                    "lock_date": books.get("closed_to") or False,
                }

    @api.model
    def _get_reader(self, interface):
        """:return: `Door.get`, at the pace that the ledger takes"""
        door, pace = self._get_door(interface), self._capabilities(interface).pace

        def read(path="", **question):
            self.env["acct.link.budget"].sudo()._take_call(interface, pace)
            return door.get(path, **question)

        return read

    @api.model
    def _get_door(self, interface):
        """:raises Misconfigured: address or key cannot be used"""
        settings = interface.sudo()
        key = settings.ledger_stored_key or ""
        return Door(settings.ledger_url, settings.ledger_books, key, settings.answer_timeout)

    # === WHAT THE SCREENS ASK === #

    @api.model
    def _check_ready(self, interface):
        if not interface.remote_org_id:
            raise UserError(
                self.env._(
                    "The interface “%(name)s” is not connected to the ledger: an administrator "
                    "enters books and key on it and presses “Connect to Ledger”.",
                    name=interface.name,
                )
            )

    @api.model
    def _get_rule_words(self, interface, rule):
        label, explanation = (
            _lt("Name"),
            _lt("The customer's name is compared with the contact's name."),
        )
        return self.env._(label), self.env._(explanation)

    @api.model
    def _get_no_tax_code(self, interface):
        return interface.tax_ids.filtered(lambda tax: tax.code == "NONE")

    @api.model
    def _get_rounding_account(self, interface):
        return interface.account_ids.filtered(lambda account: account.role == ROUNDING)[:1]
