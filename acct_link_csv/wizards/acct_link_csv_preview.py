from odoo import api, fields, models

from odoo.addons.acct_link_batch.lib.catalogue.entry import ERROR
from odoo.addons.acct_link_batch.lib.document import Document

from ..lib.characters import codec
from ..lib.writer import Writer

DOCUMENTS, LINES = 5, 20


class _Undo(Exception):
    """Leaves a savepoint without a trace."""


class AcctLinkCsvPreview(models.TransientModel):
    """What the newest posted documents would look like in a file."""

    _name = "acct.link.csv.preview"
    _description = "Preview of an Import File"
    _inherit = ["acct.link.wizard.mixin"]

    interface_id = fields.Many2one("acct.link.interface", readonly=True)
    profile_id = fields.Many2one("acct.link.csv.profile", readonly=True)
    file_name = fields.Char(string="File", readonly=True)
    text = fields.Text(string="First Lines", readonly=True)
    problem_text = fields.Text(string="To be settled", readonly=True)
    document_names = fields.Char(string="Made of", readonly=True)

    @api.model
    def _open(self, interface, profile):
        interface._check_administrator()
        wizard = self.create({"interface_id": interface.id, "profile_id": profile.id})
        wizard._render()
        return {
            **wizard._get_records_action(name=self.env._("Preview")),
            "target": "new",
        }

    def _render(self):
        interface, profile = self.interface_id, self.profile_id
        if not profile:
            self.problem_text = self.env._("Choose a file format first.")
            return
        settings = {row.key: row.value or "" for row in interface.csv_setting_ids}
        writer = Writer(interface._get_csv_format(profile), settings)
        documents, problems = self._build(interface, writer.format.kinds)
        good = []
        for document, found in zip(documents, writer.check(documents), strict=True):
            problems += found
            if not any(problem.level == ERROR for problem in found):
                good.append(document)
        problems += writer.check_settings()
        said = self._format_problems(profile, problems)
        if not documents and not said:
            said = [self.env._("There is no posted document to show yet.")]
        self.problem_text = "\n\n".join(said)
        self.document_names = ", ".join(document.number for document in good)
        if good:
            files = [
                (name, b"".join(pieces))
                for name, pieces in writer.assemble([writer.render(good)], self.env._("PREVIEW"))
            ]
            self.file_name = ", ".join(name for name, _content in files)
            self.text = self._show(files, writer.format)

    @api.model
    def _format_problems(self, profile, problems):
        """:return: [str]; errors one by one, of warnings of one kind the first and how many"""
        alike = {}
        for problem in problems:
            text = profile._format_problem(problem)
            alike.setdefault(text if problem.level == ERROR else problem.code, {})[text] = None
        said = []
        for first, *others in alike.values():
            if others:
                more = self.env._("The same goes for %(count)s more.", count=len(others))
                first = f"{first}\n{more}"
            said.append(first)
        return said

    @api.model
    def _show(self, files, format_):
        if format_.package:
            return self.env._("The file is packed and cannot be shown here.")
        shown = []
        for _name, content in files:
            lines = content.decode(codec(format_.encoding)).splitlines()
            shown += lines[:LINES] + ["…"] * (len(lines) > LINES)
        return "\n".join(shown)

    @api.model
    def _build(self, interface, kinds):
        """:return: ([Document], [Problem]) of the newest posted documents; nothing stays behind"""
        Move = self.env["account.move"]
        wanted = [
            move_type for move_type in Move._acct_link_types()
            if Move.new({"move_type": move_type})._acct_link_kind() in kinds
        ]  # fmt: skip
        moves = Move.search(
            [
                *interface._get_available_domain(),
                ("state", "=", "posted"),
                ("move_type", "in", wanted),
                ("amount_total", "!=", 0),
                ("acct_link_state", "=", "available"),
            ],
            order="invoice_date desc, id desc",
            limit=DOCUMENTS,
        )
        documents, problems = [], []
        try:
            with self.env.cr.savepoint():
                lines = self._draw_up(interface, moves)
                Builder = self.env["acct.link.document"].sudo()
                Party = self.env["acct.link.party"].sudo()
                wanted = Party._get_wanted(interface.sudo(), moves)
                contacts = {
                    line.id: wanted[line.move_id.id].label
                    for line in lines
                    if line.move_id.id in wanted
                }
                results = Builder._prepare_documents(interface.sudo(), lines, contacts)
                for result in results.values():
                    if isinstance(result, Document):
                        documents.append(result)
                    else:
                        problems += result
                raise _Undo
        except _Undo:
            self.env.invalidate_all()
        return documents, problems

    @api.model
    def _draw_up(self, interface, moves):
        """A batch that is never kept. :return: acct.link.batch.line"""
        batch = self.env["acct.link.batch"].sudo().create(
            {
                "name": "-",
                "interface_id": interface.id,
                "company_id": interface.company_id.id,
                "remote_org_id": interface.remote_org_id,
            }
        )  # fmt: skip
        return self.env["acct.link.batch.line"].sudo().create(
            [
                {
                    "batch_id": batch.id,
                    "interface_id": interface.id,
                    "remote_org_id": interface.remote_org_id,
                    "company_id": move.company_id.id,
                    "move_id": move.id,
                    "kind": move._acct_link_kind(),
                }
                for move in moves
            ]
        )  # fmt: skip
