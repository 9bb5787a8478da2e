from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.acct_link_batch.lib.document import BILL, CREDIT_NOTE, INVOICE, VENDOR_CREDIT

from ...lib.file import File
from ...lib.writer import CUSTOMERS, SUPPLIERS, Refused

KINDS = {CUSTOMERS: (INVOICE, CREDIT_NOTE), SUPPLIERS: (BILL, VENDOR_CREDIT)}
# Which file told of a contact: one may be a customer and a supplier.
TOLD = {CUSTOMERS: "csv_file_id", SUPPLIERS: "csv_supplier_file_id"}
ACTIVITY = "acct_link_csv.mail_activity_type_confirm"
CONFIRM_DAYS = 3


class AcctLinkBatch(models.Model):
    """The second step of a batch that goes into files: exported is not uploaded."""

    _inherit = "acct.link.batch"

    file_ids = fields.One2many("acct.link.file", "batch_id", string="Files", readonly=True)
    current_file_id = fields.Many2one(
        "acct.link.file", compute="_compute_current_file_id", help="The one to be imported next."
    )
    csv_new_party_count = fields.Integer(
        string="New customers and suppliers", compute="_compute_csv_new_party_count"
    )
    csv_number_note = fields.Char(compute="_compute_csv_number_note")

    @api.depends("file_ids.state")
    def _compute_current_file_id(self):
        for batch in self:
            open_files = batch.file_ids.filtered("exported_count").sorted("sequence")
            new = open_files.filtered(lambda file: not file.downloaded_at)
            batch.current_file_id = (new or open_files)[:1]

    @api.depends("line_ids.state", "line_ids.remote_number")
    def _compute_csv_number_note(self):
        """Once for the batch, as a format may shorten every number."""
        for batch in self:
            changed = batch.line_ids.filtered(
                lambda line: (
                    line.file_id
                    and line.state in ("exported", "uploaded")
                    and line.remote_number != line.number_sent
                )
            )
            batch.csv_number_note = False
            if changed:
                batch.csv_number_note = self.env._(
                    "Documents with another number in the file: %(count)s. %(first)s is %(theirs)s "
                    "there.",
                    count=len(changed),
                    first=changed[0].number_sent,
                    theirs=changed[0].remote_number,
                )

    # === FILES OF CUSTOMERS AND SUPPLIERS === #

    @api.depends("line_ids.state", "file_ids")
    def _compute_csv_new_party_count(self):
        """Customers of what is exported that were in no customer file yet."""
        for batch in self:
            batch.csv_new_party_count = sum(
                len(batch._get_csv_parties(role)) for role in batch._get_csv_roles()
            )

    def _get_csv_roles(self):
        """:return: the files of customers and suppliers that the format has"""
        interface = self.interface_id.sudo()
        if interface.connector != "csv" or not interface.csv_profile_id:
            return []
        return [role for role in KINDS if self._get_csv_party_writer(role).party_file_spec(role)]

    def _get_csv_party_writer(self, role):
        """:return: the lib.writer.Writer of the documents of customers or suppliers"""
        return self.interface_id._get_csv_writer(KINDS[role][0])

    def _get_csv_parties(self, role):
        """:return: {acct.link.contact: ContactRequest} that no file has told of yet"""
        lines = self.env["acct.link.batch.line"].search(
            [
                ("batch_id", "in", self.ids),
                ("state", "=", "exported"),
                ("kind", "in", KINDS[role]),
            ]
        )
        interface = self.interface_id.sudo()
        Party = self.env["acct.link.party"].sudo()
        wanted = Party._get_wanted(interface, lines.sudo().move_id)
        Contact = self.env["acct.link.contact"].sudo()
        links = Contact._get_links(interface, wanted)
        told = Contact.search(
            [
                ("interface_id", "=", interface.id),
                ("remote_id", "in", [contact.remote_id for contact in links.values()]),
                (TOLD[role], "!=", False),
            ]
        ).mapped("remote_id")
        # Customers that share a contact are one there.
        parties = {}
        for id_, contact in sorted(links.items(), key=lambda item: item[1].id):
            if contact.remote_id not in told:
                parties.setdefault(contact.remote_id, (contact, wanted[id_]))
        return dict(parties.values())

    def action_csv_party_file(self):
        """Put the customers that no file has told of yet in one, to be imported before the
        documents.
        """
        self.ensure_one()
        self._check_user(self)
        files = self.env["acct.link.file"]
        for role in self._get_csv_roles():
            if parties := self._get_csv_parties(role):
                files += self._make_csv_party_file(role, parties)
        if not files:
            raise UserError(
                self.env._("All customers and suppliers of this batch were in a file already.")
            )
        self.with_user(self.env.user).sudo().message_post(
            body=self.env._("Made: %(files)s", files=", ".join(files.mapped("name")))
        )
        if len(files) > 1:  # each is to be downloaded from the list
            return {
                "type": "ir.actions.client",
                "tag": "soft_reload",
            }
        return files.sudo(False).action_download()

    def _make_csv_party_file(self, role, parties):
        """:param parties: {acct.link.contact: ContactRequest}; :return: acct.link.file"""
        Files = self.env["acct.link.file"].sudo()
        sequence = Files._next_sequence(self, role)
        Party = self.env["acct.link.party"].sudo()
        rule = self.interface_id.match_rule
        # As it stands in the documents.
        items = [
            Party._prepare_party(rule, wanted._replace(label=contact.name))
            for contact, wanted in parties.items()
        ]
        writer = self._get_csv_party_writer(role)
        try:
            name, content = writer.party_file(role, items, Files._get_base_name(self, sequence))
        except Refused as error:
            profiles = self.interface_id.sudo()._get_csv_profiles()
            profile = profiles.get(KINDS[role][0]) or self.interface_id.sudo().csv_profile_id
            raise UserError(
                "\n".join(profile._format_problem(problem) for problem in error.problems)
            ) from error
        file = Files._keep(
            self,
            File(name, content, len(items)),
            role=role,
            sequence=sequence,
            office_ids=self.line_ids.company_id.ids,
        )
        for contact in parties:
            contact[TOLD[role]] = file
        return file

    def _get_result(self, attempted):
        """Exported is not uploaded: it says what is left to do."""
        if not self.exported_count:
            return super()._get_result(attempted)
        return self.env._(
            "%(attempted)s documents attempted, %(exported)s exported with a total of "
            "%(total)s, %(failed)s failed. Download the file, import it, and say here what "
            "became of it.",
            attempted=attempted,
            exported=self.exported_count,
            total=self.exported_total_text,
            failed=self.failed_count,
        )

    # === ACTIONS === #

    def action_download(self):
        """The file that is to be imported next."""
        self.ensure_one()
        self._check_user(self)
        if not self.current_file_id:
            raise UserError(self.env._("No file of this batch waits for its import."))
        return self.current_file_id.action_download()

    def action_ask_import(self):
        """Ask what became of the files of this batch."""
        self.ensure_one()
        self._check_user(self)
        return self._ask_import(self.file_ids)

    def _ask_import(self, files):
        self._check_user(self)
        wizard = self.env["acct.link.confirm"]._open(self, files)
        return {
            **wizard._get_records_action(name=self.env._("Was it imported?")),
            "target": "new",
        }

    def _log_import(self, imported, denied):
        """Keep in the chatter what the user said, and end the reminder when nothing is open.

        :param imported: acct.link.batch.line; :param denied: those that were not imported
        """
        self.ensure_one()
        body = self.env._(
            "%(imported)s documents imported, %(denied)s not imported.",
            imported=len(imported),
            denied=len(denied),
        )
        if denied:
            numbers = ", ".join(denied.mapped("number"))
            body = self.env._("%(sums)s Not imported: %(numbers)s", sums=body, numbers=numbers)
        self.with_user(self.env.user).sudo().message_post(body=body)
        self.sudo()._update_activity()
        if not self.sudo().exported_count:
            self.sudo().activity_feedback([ACTIVITY], feedback=body)

    # === REMINDER === #

    @api.model
    def _cron_remind(self):
        """Files that nobody has spoken about for days: maybe never imported, maybe imported and
        not confirmed.
        """
        days = self.env["ir.config_parameter"].sudo().get_param("acct_link_csv.confirm_days")
        limit = fields.Datetime.subtract(fields.Datetime.now(), days=int(days or CONFIRM_DAYS))
        lines = self.env["acct.link.batch.line"]._read_group(
            [("state", "=", "exported"), ("file_id.create_date", "<", limit)],
            ["batch_id"],
        )
        for (batch,) in lines:
            if batch.activity_search([ACTIVITY]):
                continue
            user = batch.upload_user_id
            batch.with_context(lang=user.lang).activity_schedule(ACTIVITY, user_id=user.id)
