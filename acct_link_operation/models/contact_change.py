import logging
from dataclasses import replace

from odoo import api, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from odoo.addons.acct_link_batch.lib.document import Address, to_json
from odoo.addons.acct_link_batch.lib.matching import INVOICE_NAME, NAME, normalise

from ..lib.operation import UPDATE_CONTACT

_logger = logging.getLogger(__name__)


class AcctLinkUploadContact(models.AbstractModel):
    """Fields of a customer that changed since its contact was last written are written there, too:
    only where the settings ask for it, only those fields, and as a follow-up after the documents.
    For a contact that was there before, the values at its first document are the base: a field of
    the contact is not replaced until it changes here.
    """

    _inherit = "acct.link.upload.contact"

    @api.model
    def _after_build(self, turn, lines, parties):
        """Enqueue updates for the customers of these lines."""
        super()._after_build(turn, lines, parties)
        names = turn.interface._get_updated_fields()
        if not names or UPDATE_CONTACT not in turn.capabilities.operations:
            return
        try:
            with self.env.cr.savepoint():
                self._update_contacts_of(turn.interface, lines, parties, names)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception:
            _logger.exception("Contacts of the lines %s could not be updated", lines.ids)

    @api.model
    def _update_contacts_of(self, interface, lines, parties, names):
        contacts = {id_: parties.known[id_] for id_ in lines.ids if id_ in parties.known}
        wanted = {id_: parties.wanted[id_] for id_ in lines.ids if id_ in parties.wanted}
        rows = self.env["acct.link.contact"].search_fetch(
            [
                ("interface_id", "=", interface.id),
                ("match_rule", "=", interface.match_rule),
                ("remote_id", "in", list(contacts.values())),
                ("partner_id", "!=", False),
            ],
            ["remote_id", "role", "partner_id", "key", "sent"],
        )
        # Only the first customer of a shared contact may update it.
        owners = {}
        for row in rows.sorted("id"):
            owners.setdefault((row.remote_id, row.role), row.partner_id)
        by_owner = {
            (row.remote_id, row.partner_id.id, row.role or ""): row
            for row in rows
            if row.partner_id == owners[row.remote_id, row.role]
        }
        changed = {}
        for id_, each in wanted.items():
            row = by_owner.get((contacts.get(id_), each.customer.id, each.role))
            if row:
                changed.setdefault(row, each)
        parties = self.env["acct.link.party"]._prepare_parties(
            interface.match_rule, list(changed.values())
        )
        vals_list = []
        for row, party in zip(changed, parties, strict=True):
            said = row._prepare_sent(party)
            before = row.sent
            if before != said:
                row.sent = said
            if before and before != said:
                vals_list += self._prepare_update(interface, row, party, before, said, names)
        if vals_list:
            self.env["acct.link.operation"]._enqueue_all(interface, vals_list)

    @api.model
    def _prepare_update(self, interface, row, party, before, said, names):
        """:return: [values of an operation], empty where there is nothing to change"""
        changed = {name for name in names if name in before and before[name] != said[name]}
        if refused := interface._connector()._check_parties(interface, [party])[0]:
            row.problems = row._prepare_problems(refused)
            changed.discard("email")
        values = {}
        may_rename = "name" in changed and self._may_rename(row, party)
        if may_rename and (name := self._get_new_name(interface, row, party)):
            values["name"] = name
        empty = {"email": "", "phone": "", "address": Address(), "tax_number": ""}
        kept = {
            name: getattr(party, name) if name in changed else nothing
            for name, nothing in empty.items()
        }
        # What was emptied here stays there.
        if not values and not any(value != Address() and value for value in kept.values()):
            return []
        # The key of a contact is never written by an update.
        rule = INVOICE_NAME if party.rule == INVOICE_NAME else NAME
        party = replace(party, **kept, rule=rule, first_name="", last_name="")
        return [
            {
                "operation": UPDATE_CONTACT,
                "remote_id": row.remote_id,
                "role": row.role,
                "partner_id": row.partner_id.id,
                "values": {"party": to_json(party), **values},
                "automatic": True,
            }
        ]

    @api.model
    def _get_new_name(self, interface, row, party):
        """:return: the customer's, or another one still where the other list there has that"""
        is_named = row.match_rule in (NAME, INVOICE_NAME)
        if row.role and is_named and normalise(row.name) != row.key:
            return interface._connector()._get_other_name(interface, party)
        return party.name

    @api.model
    def _may_rename(self, row, party):
        """Contacts of one customer cannot all have its name. Under Name on Invoice a contact is
        renamed that has the name of a partner, and not one that was chosen for a document.
        """
        if row.match_rule == INVOICE_NAME:
            return bool(party.name and row.named_id)
        return bool(party.name) and not row.search_count(
            [
                ("interface_id", "=", row.interface_id.id),
                ("match_rule", "=", row.match_rule),
                ("partner_id", "=", row.partner_id.id),
                ("role", "=", row.role),
                ("remote_id", "!=", row.remote_id),
            ],
            limit=1,
        )
