from odoo import api, fields, models

from ...lib import matching
from ...lib.matching import normalise
from .party import by_role
from .role_mixin import ROLES

FIELDS = ("name", "code", "job", "email", "archived", "currency")


class AcctLinkRemoteContact(models.Model):
    """The contacts of an accounts file as they were last read: to choose from, and to tell
    beforehand who has none. Whether a document may go to one is never decided by it.
    """

    _name = "acct.link.remote.contact"
    _description = "Contact Listed in the Accounting System"
    _inherit = ["acct.link.engine.mixin", "acct.link.role.mixin"]
    _order = "archived, name, id"
    _rec_names_search = ["name", "code", "job", "email"]

    interface_id = fields.Many2one(
        "acct.link.interface", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="interface_id.company_id", store=True)
    remote_id = fields.Char(required=True, readonly=True)
    name = fields.Char(required=True, readonly=True)
    code = fields.Char(readonly=True)
    job = fields.Char(string="Account Number", readonly=True)
    email = fields.Char(string="E-mail", readonly=True)
    archived = fields.Boolean(readonly=True)
    role = fields.Selection(ROLES, readonly=True)
    currency = fields.Char(readonly=True)
    # As they are compared.
    name_key = fields.Char(readonly=True)
    code_key = fields.Char(readonly=True)
    job_key = fields.Char(readonly=True)

    _remote_uniq = models.UniqueIndex(
        "(interface_id, remote_id, COALESCE(role, ''))", "This contact is listed twice."
    )
    _name_idx = models.Index("(interface_id, name_key)")
    _code_idx = models.Index("(interface_id, code_key) WHERE code_key IS NOT NULL")
    _job_idx = models.Index("(interface_id, job_key) WHERE job_key IS NOT NULL")

    @api.depends("name", "code", "archived", "currency")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for contact in self:
            name = contact.name or ""
            if contact.code:
                name = f"{name} [{contact.code}]"
            if contact.currency:
                name = f"{name}, {contact.currency}"
            if contact.archived:
                name = self.env._("%(name)s (archived there)", name=name)
            contact.display_name = name

    @api.model
    def _read_all(self, interface):
        """Read the accounts file's contacts; what is gone there goes here. Pages move while they
        are read, so a contact may come twice.

        :raises: as the connector's `_pull`
        """
        known = {
            (row.remote_id, row.role or ""): row
            for row in self.search([("interface_id", "=", interface.id)])
        }
        to_create, read = [], set()
        for contact in interface._connector()._pull(interface, "contacts"):
            remote = contact.remote_id, contact.role
            if remote in read:
                continue
            read.add(remote)
            vals = {name: getattr(contact, name) or False for name in FIELDS}
            vals |= self._prepare_keys(vals)
            row = known.pop(remote, None)
            if row is None:
                to_create.append(
                    {
                        "interface_id": interface.id,
                        "remote_id": contact.remote_id,
                        "role": contact.role or False,
                        **vals,
                    }
                )
            elif any((row[name] or False) != value for name, value in vals.items()):
                row.write(vals)
        self.create(to_create)
        self.union(*known.values()).unlink()
        interface.contacts_read_at = fields.Datetime.now()

    @api.model
    def _prepare_keys(self, vals):
        return {f"{name}_key": normalise(vals[name]) or False for name in ("name", "code", "job")}

    @api.model
    def _get_key_field(self, rule):
        return {matching.CODE: "code_key", matching.JOB: "job_key"}.get(rule, "name_key")

    @api.model
    def _get_listed(self, interface, rule, keys, role=""):
        """:param role: as that of a Party
        :return: {key: remote id} of those of the keys that exactly one contact in use has
        """
        name = self._get_key_field(rule)
        groups = self._read_group(
            [
                *self._get_list_domain(interface, role),
                (name, "in", list(keys)),
                ("archived", "=", False),
            ],
            [name],
            ["__count", "remote_id:max"],
        )
        return {key: remote_id for key, count, remote_id in groups if count == 1}

    @api.model
    def _get_list_domain(self, interface, role):
        """:param role: as that of a Party; :return: domain of the contacts on one list there"""
        return [("interface_id", "=", interface.id), ("role", "=", role or False)]

    @api.model
    def _get_listed_slots(self, interface, rule, wanted):
        """:param wanted: {any id: ContactRequest}
        :return: {(key, role)} of those whose key exactly one contact in use has
        """
        return {
            (key, role)
            for role, some in by_role(wanted).items()
            for key in self._get_listed(interface, rule, {each.key for each in some.values()}, role)
        }

    @api.model
    def _get_remote_ids(self, interface, remote_ids, role):
        """:return: those of the remote ids that are listed"""
        listed = self._get_list_domain(interface, role)
        domain = [*listed, ("remote_id", "in", list(remote_ids))]
        return set(self.search_fetch(domain, ["remote_id"]).mapped("remote_id"))

    def _get_records_action(self, **kwargs):
        """They live there, and are corrected there."""
        interface = self.interface_id.sudo()
        url = len(self) == 1 and interface._connector()._get_contact_url(
            interface, self.remote_id, self.role or ""
        )
        if not url:
            return super()._get_records_action(**kwargs)
        return {"type": "ir.actions.act_url", "url": url, "target": "new"}
