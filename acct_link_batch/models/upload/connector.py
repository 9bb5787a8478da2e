import math
from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...lib import errors
from ...lib.exchange import Capabilities

CODE_LISTS = {
    "accounts": "acct.link.account",
    "taxes": "acct.link.tax",
    "currencies": "acct.link.currency",
    "themes": "acct.link.theme",
}


class AcctLinkConnector(models.AbstractModel):
    """The contract between the link and an accounting system.

    A connector add-on adds its name to `acct.link.interface.connector` and inherits this model as
    `acct.link.connector.<name>`. Exceptions of its libraries never pass this line: what stops a
    run are the classes of `lib.errors`, what concerns one document is an Outcome.
    """

    _name = "acct.link.connector"
    _description = "Connector of the Accounting Link"

    # === THE WALK OF A DOCUMENT === #

    @api.model
    def _capabilities(self, interface):
        """:return: exchange.Capabilities; here those of a connector that is not installed"""
        return Capabilities()

    @api.model
    def _check(self, interface, documents):
        """Problems of this system's own rules, from stored lists, without a call.

        :return: one list of Problems for each document, in order
        """
        return [[] for _document in documents]

    @api.model
    def _get_warnings(self, interface, document):
        """What somebody should know before a document goes, though it stops nothing.

        :return: [Problem], warnings
        """
        return []

    @api.model
    def _explain_no_tax_code(self, interface, for_bills, tax):
        """Why no code of these books can stand for a tax, where that is so for all of one side.

        :param tax: its name; :return: Problem, or None where it only has to be linked
        """

    @api.model
    def _get_number(self, interface, kind, number):
        """The number that a document gets in the books, where its own is too long for them: by a
        rule that gives the same answer every time, and two numbers different ones as far as it
        can. Documents that it still gives the same number stop before they are sent.

        :param number: str, that of the document
        """
        return number

    @api.model
    def _prepare(self, interface, operation, kind, items):
        """Pure: the exact text to send.

        :param items: Documents of one kind, Parties of one role, or one Operation
        :return: exchange.Request
        """
        raise NotImplementedError

    @api.model
    def _get_sender(self, interface, refused=None):
        """:param refused: the Sender whose sign-in was refused as expired: it is renewed
        :return: exchange.Sender
        :raises Postponed, SignInNeeded, Misconfigured: nothing can be sent now
        """
        raise NotImplementedError

    @api.model
    def _note_limits(self, interface, said):
        """Keep what an answer tells of the calls that are left. :param said: Answer or Postponed"""

    @api.model
    def _read(self, interface, request, answer, items):
        """Pure: one Outcome for each item, in order.

        :raises RequestRefused: the whole request was refused, nothing of it was written
        """
        raise NotImplementedError

    @api.model
    def _look_up(self, interface, documents):
        """Look for frozen Documents in the books, whatever has become of them here; or whether
        Operations are done.

        :param documents: Documents, `look_up_size` at most, or Operations
        :return: for each, in order: Uploaded (found, ours), Rejected (found, not ours), NotThere;
            for an Operation Uploaded (done), Rejected (cannot be done), NotDone, Unknown
        :raises Postponed, SignInNeeded, Misconfigured: the look-up did not come about
        """
        raise NotImplementedError

    @api.model
    def _find_contacts(self, interface, rule, keys, role=""):
        """In bulk, with few reads. Keys the system understands no question about are left out.

        :param rule: one of `matching`; :param role: as that of a Party, the list that is looked at
        :return: iterator of {key: [outcome.Contact]}, archived ones included, as they come
        :raises: as `_look_up`, at any step
        """
        raise NotImplementedError

    @api.model
    def _count_finds(self, interface, count):
        """:return: how many calls `_find_contacts` takes for so many keys, as far as is known"""
        capabilities = self._capabilities(interface)
        return math.ceil(count / (capabilities.look_up_size or capabilities.request_size or 1))

    @api.model
    def _check_parties(self, interface, parties):
        """What of a Party this system will not take and is left out, without a call.

        :return: one list of Problems for each party, in order; they are warnings
        """
        return [[] for _party in parties]

    @api.model
    def _check_contacts_there(self, interface, wanted, known):
        """Contacts for which this system takes no documents as they are, going by the contacts as
        they were last read, without a call.

        :param wanted: {line id: ContactRequest}; :param known: {line id: remote id}
        :return: {line id: [Problem]}; they are warnings
        """
        return {}

    @api.model
    def _get_other_name(self, interface, party):
        """Where customers and suppliers share their names, under which one a firm that is both goes
        on the second list, as "Kea Farms (Supplier)". It is used once, and looked for before.

        :return: str; empty: a person gives it one there
        """
        return ""

    @api.model
    def _pull(self, interface, resource, since=None):
        """Read records of the other side. `resource`: accounts, taxes, currencies, themes, tracking
        (options name their category as parent), file, contacts (iterators of neutral records).
        Other add-ons add resources. :param since: a cursor. :raises: as `_look_up`
        """
        raise NotImplementedError

    # === WHAT THE SCREENS ASK === #

    @api.model
    def _check_ready(self, interface):
        """:raises RedirectWarning, UserError: nothing can be uploaded yet, and what to do"""

    @api.model
    def _get_document_url(self, interface, kind, remote_id):
        """:return: where a person finds the document in the accounting system, or False"""
        return False

    @api.model
    def _get_contact_url(self, interface, remote_id, role=""):
        """:return: where a person finds the contact in the accounting system, or False"""
        return False

    @api.model
    def _get_account_word(self, interface, use):
        """What the accounting system's users call that by which lines of one side are booked.

        :param use: `outcome.SALES_USE` or `outcome.PURCHASE_USE`
        :return: translated, empty where it is an account
        """
        return ""

    @api.model
    def _get_rule_words(self, interface, rule):
        """What the accounting system's users call a match rule: (label, explanation)."""
        return "", ""

    @api.model
    def _get_sign_in_action(self, interface, come_back_to):
        """:return: the action that lets a person sign in and return to `come_back_to`"""
        raise NotImplementedError

    @api.model
    def _renew_sign_in(self, interface):
        """Use the sign-in, so that it does not lapse. :raises: as `_look_up`"""
        raise NotImplementedError

    @api.model
    def _get_no_tax_code(self, interface):
        """:return: acct.link.tax for lines without tax, empty if there is no plain choice"""
        return self.env["acct.link.tax"]

    @api.model
    def _get_rounding_account(self, interface):
        """:return: acct.link.account on which the books keep what rounding leaves, or empty"""
        return self.env["acct.link.account"]

    @api.model
    @contextmanager
    def _format_errors(self, interface):
        """For buttons: what stops a run becomes a sentence on the screen."""
        try:
            yield
        except errors.LinkError as error:
            say = self.env["acct.link.run"].new({"interface_id": interface.id})._format_problem
            sentences = [say(error.problem, part) for part in ("text", "cure")]
            raise UserError("\n".join(sentences)) from None

    # === CODE LISTS, the same for every connector === #

    @api.model
    def _pull_codes(self, interface):
        """Refresh the code lists and what is known of the accounts file. What is gone there is
        archived here: documents of the past still name it.

        :raises UserError: the connector cannot read code lists
        """
        pulls = self._capabilities(interface).pulls
        if not pulls:
            raise UserError(
                self.env._(
                    "“%(name)s” has no accounting system that can be asked: its codes are typed "
                    "on the interface.",
                    name=interface.name,
                )
            )
        self._pull_code_lists(interface, pulls)
        file_vals = next(iter(self._pull(interface, "file")))
        interface._take_file_vals({**file_vals, "codes_pulled_at": fields.Datetime.now()})
        interface.action_suggest_mappings()

    @api.model
    def _pull_code_lists(self, interface, pulls):
        """:param pulls: what can be read; other add-ons add lists"""
        for resource, model in CODE_LISTS.items():
            if resource in pulls:
                self._refresh_codes(interface, model, self._pull(interface, resource))

    @api.model
    def _refresh_codes(self, interface, model, codes):
        Model = self.env[model].sudo().with_context(active_test=False)
        known = {
            record.remote_id: record
            for record in Model.search([("interface_id", "=", interface.id)])
        }
        to_create = []
        for code in codes:
            vals = Model._prepare_code_vals(code)
            record = known.pop(code.remote_id, None)
            if record:
                record.write(vals)
            else:
                to_create.append(
                    {**vals, "interface_id": interface.id, "remote_id": code.remote_id}
                )
        Model.create(to_create)
        Model.union(*known.values()).active = False
