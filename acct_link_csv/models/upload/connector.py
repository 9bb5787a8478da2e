from odoo import api, models
from odoo.exceptions import RedirectWarning, UserError
from odoo.fields import Domain
from odoo.tools import SQL, groupby

from odoo.addons.acct_link_batch.lib.catalogue.entry import ERROR
from odoo.addons.acct_link_batch.lib.document import PURCHASES
from odoo.addons.acct_link_batch.lib.exchange import Answer, Capabilities, Request, Sender
from odoo.addons.acct_link_batch.lib.matching import NAME, normalise
from odoo.addons.acct_link_batch.lib.outcome import Contact, Exported, Rejected
from odoo.addons.acct_link_batch.lib.problem import Problem
from odoo.addons.acct_link_batch.models.base.alike import alike

from ...lib.composer import comparable_number
from ...lib.file import Unreadable
from ...lib.parts import make_files, part_writer, write_part

CHUNK = 5000  # documents that are read and written together
CHUNK_LINES = 25_000  # of them, which is what takes memory
# What the text of a damaged part raises; a full disk or a lost connection passes.
UNREADABLE = (ValueError, LookupError, TypeError, AttributeError)
CHUNK_BYTES = 20_000_000
LONGEST_NUMBER = 255  # the number rule of the format decides


class AcctLinkConnectorCsv(models.AbstractModel):
    """An accounting system that reads files. What is "sent" is a part of a file, and it has
    arrived with its write-ahead: the journal is where it goes. So nothing can get lost on the way,
    a look-up always finds what was sent, and nothing here writes to the outside.
    """

    _name = "acct.link.connector.csv"
    _inherit = "acct.link.connector"
    _description = "Import File Connector"

    # === THE CONTRACT === #

    @api.model
    def _capabilities(self, interface):
        plain = {"needs_sign_in": False, "file_based": True}
        interface = interface.sudo()
        if not interface.csv_profile_id:
            return Capabilities(**plain)
        return Capabilities(
            kinds=tuple(interface._get_csv_profiles()),
            request_size=CHUNK,
            request_bytes=CHUNK_BYTES,
            turn_lines=CHUNK_LINES,
            number_length=LONGEST_NUMBER,
            reference_length=255,
            match_rules=interface._get_csv_match_rules(),
            **plain,
        )

    @api.model
    def _check(self, interface, documents):
        found = {}
        for writer, some in self._by_writer(interface, documents):
            for document, problems in zip(some, writer.check(some), strict=True):
                found[id(document)] = [each for each in problems if each.level == ERROR]
        result = [found[id(document)] for document in documents]
        for problems, clash in zip(result, self._find_clashes(interface, documents), strict=True):
            problems.extend(clash)
        self._check_names(interface, documents, found)
        return result

    @api.model
    def _check_names(self, interface, documents, found):
        """Where all names are one list, also against those of earlier files.

        :param found: {id of a Document: its Problems}, added to
        """
        for writer, some in self._by_writer(interface, documents):
            if not writer.format.one_name_space:
                continue
            self.env["acct.link.batch.line"].flush_model(["document", "state"])
            sold, bought = set(), set()
            for is_bought, name in self.env.execute_query(
                SQL(
                    "SELECT DISTINCT kind IN %s, document->'party'->>'key'"
                    " FROM acct_link_batch_line WHERE remote_org_id = %s"
                    " AND state IN ('exported', 'uploaded')",
                    PURCHASES, interface.remote_org_id,
                )
            ):  # fmt: skip
                (bought if is_bought else sold).add(normalise(name))
            for document in some:
                problems = found[id(document)]
                if not any(each.code == "file_name_two_lists" for each in problems):
                    problems += writer.check_name(document, sold, bought)

    @api.model
    def _by_writer(self, interface, documents):
        """:return: [(Writer, those of the documents that go into its format)]"""
        groups = {}
        for kind, some in groupby(documents, lambda document: document.kind):
            groups.setdefault(interface._get_csv_writer(kind), []).extend(some)
        return groups.items()

    @api.model
    def _find_clashes(self, interface, documents):
        """Two of our numbers may become one in the file: neither the accounting system nor anybody
        else would notice. They are compared as `Composer.clash_key` compares them.

        :return: one list of Problems for each document
        """
        writers = {kind: interface._get_csv_writer(kind) for kind in {d.kind for d in documents}}
        numbers = [writers[document.kind].number(document) for document in documents]
        others = self.env["acct.link.batch.line"].search_fetch(
            Domain("remote_org_id", "=", interface.remote_org_id)
            & Domain("state", "in", ("exported", "uploaded"))
            & alike("remote_number", numbers),
            ["remote_number", "number_sent", "marker", "kind", "move_id"],
        )
        taken = others.grouped(lambda line: comparable_number(line.kind, line.remote_number))
        return [
            [
                Problem(
                    "file_number_clash",
                    {"number": document.number, "other": other.number_sent, "theirs": number},
                )
                for other in taken.get(comparable_number(document.kind, number), ())
                if self._is_clash(document, other)
            ][:1]
            for document, number in zip(documents, numbers, strict=True)
        ]

    @api.model
    def _is_clash(self, document, other):
        """Numbers of suppliers are their own; ours are unique."""
        if other.marker == document.marker:
            return False
        if document.kind in PURCHASES or other.kind in PURCHASES:
            same_side = document.kind in PURCHASES and other.kind in PURCHASES
            return same_side and other.partner_id.id == document.party.partner_id
        return True

    @api.model
    def _prepare(self, interface, operation, kind, items):
        return Request(operation, kind, write_part(interface._get_csv_writer(kind), items))

    @api.model
    def _get_sender(self, interface, refused=None):
        """Nothing is sent: the journal has it."""
        return Sender(lambda: lambda _request, _key: Answer(200, ""))

    @api.model
    def _read(self, interface, request, answer, items):
        return self._format_exported(request.text, items)

    @api.model
    def _look_up(self, interface, documents):
        """Each with the writer of its part: the format may have been edited since."""
        lines = self.env["acct.link.batch.line"].search_fetch(
            [("marker", "in", [document.marker for document in documents])],
            ["marker", "request_id"],
        )
        requests = {line.marker: line.request_id for line in lines}
        said = {}
        for request, some in groupby(documents, lambda document: requests[document.marker]):
            outcomes = self._format_exported(request.text, some)
            said.update(zip((document.marker for document in some), outcomes, strict=True))
        return [said[document.marker] for document in documents]

    @api.model
    def _format_exported(self, part, documents):
        """:param part: the text of their part; where it cannot be read any more they are surely in
        no file
        """
        try:
            writer = part_writer(part)
        except UNREADABLE as error:
            problem = Problem("file_part_unreadable", {"reason": str(error)})
            return [Rejected((problem,)) for _each in documents]
        return [
            Exported(
                writer.number(document),
                (
                    *(problem for problem in problems if self._is_said(problem)),
                    *self._format_card(document.party),
                ),
            )
            for document, problems in zip(documents, writer.check(documents), strict=True)
        ]

    @api.model
    def _format_card(self, party):
        """That a customer was renamed here stands in no file: it is known there by its old name.

        :return: [Problem]
        """
        if party.rule != NAME or normalise(party.name) == normalise(party.key):
            return []
        values = {"customer": party.name, "theirs": party.key}
        return [Problem("file_card_name", values, ("res.partner", party.partner_id))]

    @api.model
    def _is_said(self, problem):
        """Whether a line shows it. A number that is another one in the file is shown beside the
        number instead: the format may shorten every one of them.
        """
        return problem.level != ERROR and problem.code != "file_number_changed"

    @api.model
    def _assemble(self, interface, requests, name):
        try:
            yield from make_files((request.text for request in requests), name)
        except UNREADABLE as error:
            raise Unreadable(str(error)) from error

    @api.model
    def _find_contacts(self, interface, rule, keys, role=""):
        """Nobody can be asked: whoever carries the file takes care that customers are known. A card
        is what the system takes for one name or code, whatever its case.
        """
        yield {key: [Contact(normalise(key), key)] for key in keys}

    # === WHAT THE SCREENS ASK === #

    @api.model
    def _check_ready(self, interface):
        problems = []
        if not interface.csv_profile_id:
            message = self.env._(
                "The interface “%(name)s” has no file format yet. Choose one first; this batch "
                "waits.",
                name=interface.name,
            )
        else:
            kinds = interface.sudo()._get_csv_profiles()
            problems = interface._get_csv_writer().check_settings()
            for kind in kinds:
                others = interface._get_csv_writer(kind).check_settings()
                problems += [problem for problem in others if problem not in problems]
            message = "\n".join(interface.csv_profile_id._format_problem(each) for each in problems)
        if interface.csv_profile_id and not problems:
            return
        if not self.env.user.has_group("acct_link_batch.group_acct_link_administrator"):
            raise UserError(
                message + "\n" + self.env._("Ask an administrator of the accounting link.")
            )
        action = self.env.ref("acct_link_batch.acct_link_interface_action")
        raise RedirectWarning(message, action.id, self.env._("Go to the interface"))

    @api.model
    def _get_no_tax_code(self, interface):
        """The only code without a rate, if there is just one."""
        codes = interface.tax_ids.filtered(lambda tax: not tax.rate)
        return codes if len(codes) == 1 else codes.browse()
