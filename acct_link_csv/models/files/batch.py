from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.acct_link_batch.lib.document import BILL, CREDIT_NOTE, INVOICE, VENDOR_CREDIT
from odoo.addons.acct_link_batch.lib.exchange import File

from ...lib.writer import CUSTOMERS, SUPPLIERS, Refused

KINDS = {CUSTOMERS: (INVOICE, CREDIT_NOTE), SUPPLIERS: (BILL, VENDOR_CREDIT)}
# Which file told of a contact: one may be a customer and a supplier.
TOLD = {CUSTOMERS: "csv_file_id", SUPPLIERS: "csv_supplier_file_id"}


class AcctLinkBatch(models.Model):
    _inherit = "acct.link.batch"

    csv_new_party_count = fields.Integer(
        string="New customers and suppliers", compute="_compute_csv_new_party_count"
    )

    csv_number_note = fields.Char(compute="_compute_csv_number_note")

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
                    "%(count)s documents have another number in the file: %(first)s is %(theirs)s "
                    "there.",
                    count=len(changed),
                    first=changed[0].number_sent,
                    theirs=changed[0].remote_number,
                )

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
