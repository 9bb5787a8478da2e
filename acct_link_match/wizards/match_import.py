import base64
import binascii

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.acct_link_batch.lib import matching
from odoo.addons.acct_link_batch.lib.matching import normalise
from odoo.addons.acct_link_batch.models.base.alike import alike

from ..lib import link_file

MOST_ROWS = 5_000


class AcctLinkMatchImport(models.TransientModel):
    """Chooses contacts of customers as a file says, such as a table of links that another connector
    kept. Nothing is linked by it: the rows come into the list of customers to match, where a
    person looks at them and presses the button.
    """

    _name = "acct.link.match.import"
    _description = "Contacts from a File"
    _inherit = ["acct.link.wizard.mixin"]

    interface_id = fields.Many2one(
        "acct.link.interface",
        required=True,
        default=lambda self: self.env.company._get_acct_link_interface().sudo(False),
        domain=[("active", "=", True)],
    )
    file = fields.Binary(attachment=False)
    file_name = fields.Char()
    match_ids = fields.Many2many("acct.link.match", readonly=True)
    match_count = fields.Integer(compute="_compute_match_count")
    problem_text = fields.Text(string="Not understood", readonly=True)

    @api.depends("match_ids")
    def _compute_match_count(self):
        for wizard in self:
            wizard.match_count = len(wizard.match_ids)

    # === ACTIONS === #

    def action_read(self):
        """Choose what the file says, and tell what was not understood."""
        self.ensure_one()
        self.env["acct.link.batch"]._check_user(self)
        interface = self.interface_id
        interface.check_access("read")
        if interface.match_rule == matching.JOB:
            raise UserError(
                self.env._(
                    "“%(name)s” knows contacts by the code of a job: none is a customer's alone.",
                    name=interface.name,
                )
            )
        if not self.env["acct.link.remote.contact"].search_count(
            [("interface_id", "=", interface.id)], limit=1
        ):
            raise UserError(
                self.env._("No contact of the books was read yet: press “Read Contacts” first.")
            )
        matches, problems = self._choose(self._read_rows())
        self.write(
            {
                "match_ids": [fields.Command.set(matches.ids)],
                "problem_text": "\n".join(problems) or False,
            }
        )
        if problems:
            return {
                **self._get_records_action(name=self.env._("Contacts from a File")),
                "target": "new",
            }
        return self.action_open()

    def action_open(self):
        """The rows that were chosen for."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "acct_link_match.acct_link_match_action"
        )
        return {**action, "domain": [("id", "in", self.match_ids.ids)], "context": {}}

    # === READING === #

    def _read_rows(self):
        """:return: [link_file.Row]; :raises UserError: it is no such file"""
        try:
            rows = link_file.read_rows(base64.b64decode(self.file or b"", validate=True))
        except (ValueError, binascii.Error) as error:
            raise UserError(
                self.env._(
                    "This is no CSV file with the columns “customer” and “contact”: save the table "
                    "as CSV, with these two headings in its first line."
                )
            ) from error
        if len(rows) > MOST_ROWS:
            raise UserError(
                self.env._("The file has more than %(count)s rows: divide it.", count=MOST_ROWS)
            )
        return rows

    def _choose(self, rows):
        """:return: (acct.link.match with the contact chosen, [str] what was not understood)"""
        customers, contacts = self._find_customers(rows), self._find_contacts(rows)
        matches, problems = self.env["acct.link.match"].sudo(), []
        for row in rows:
            customer = customers.get(row.customer)
            if not customer:
                problems.append(self._say(row, self.env._("no customer"), row.customer))
            elif len(customer) > 1:
                problems.append(self._say(row, self.env._("several customers"), row.customer))
            elif found := self._choose_for(customer, contacts, row.contact):
                matches |= matches.union(*found.values())
            else:
                said = self.env._("no contact of this name in use, or several")
                problems.append(self._say(row, said, row.contact))
        return matches.sudo(False), problems

    @api.model
    def _say(self, row, problem, name):
        return self.env._(
            "Line %(number)s: %(problem)s: “%(name)s”",
            number=row.number,
            problem=problem,
            name=name,
        )

    def _choose_for(self, customer, contacts, said):
        """:return: {role in which the contact is there: acct.link.match with it, none where the
        customer is linked to it already}
        """
        interface, found = self.interface_id.sudo(), {}
        Match, Contact = self.env["acct.link.match"].sudo(), self.env["acct.link.contact"].sudo()
        for wanted in customer._acct_link_prepare_requests(interface):
            contact = contacts.get((said, wanted.role), ())
            if len(contact) != 1:
                continue
            found[wanted.role] = Match
            if Contact._get_known(interface, {0: wanted}).get(0) != contact.remote_id:
                match = Match._find_or_create(interface, wanted, alone=True)
                match.write({"remote_contact_id": contact.id, "state": "open"})
                found[wanted.role] = match
        return found

    def _find_customers(self, rows):
        """By external id, reference or name, of the customers that the user sees.

        :return: {as the file says: res.partner, several where it is not clear}
        """
        Partner, names = self.env["res.partner"], list({row.customer for row in rows})
        found = {}
        for name in ("ref", "name"):
            for partner in Partner.search(alike(name, names) & Domain("parent_id", "=", False)):
                key = name, normalise(partner[name])
                found[key] = found.get(key, Partner) | partner
        result = {}
        for said in names:
            partner = "." in said and self.env.ref(said, raise_if_not_found=False)
            if not (
                partner and partner._name == Partner._name and partner._filtered_access("read")
            ):
                key = normalise(said)
                partner = found.get(("ref", key)) or found.get(("name", key))
            if partner:
                result[said] = partner.commercial_partner_id
        return result

    def _find_contacts(self, rows):
        """By id there, number or name, of those in use.

        :return: {(as the file says, role): acct.link.remote.contact}
        """
        Remote = self.env["acct.link.remote.contact"]
        listed = [("interface_id", "=", self.interface_id.id), ("archived", "=", False)]
        result = {}
        for field, key_of in (("remote_id", str), ("code_key", normalise), ("name_key", normalise)):
            said = {}
            for name in {row.contact for row in rows}:
                said.setdefault(key_of(name), []).append(name)
            found = Remote.search([*listed, (field, "in", list(said))])
            for (key, role), some in found.grouped(
                lambda contact, name=field: (contact[name], contact.role or "")
            ).items():
                for name in said[key]:
                    result.setdefault((name, role), some)
        return result
