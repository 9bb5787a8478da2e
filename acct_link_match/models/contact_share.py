from odoo import api, models
from odoo.fields import Domain

from odoo.addons.acct_link_batch.models.contacts.contact_share import NOT_YET


class AcctLinkContactShare(models.Model):
    """What a person says of two customers and a contact."""

    _inherit = "acct.link.contact.share"

    @api.model
    def _foresee_new(self, interface, wanted):
        """Where the interface asks before it adds what is much like a contact there."""
        foreseen = super()._foresee_new(interface, wanted)
        return foreseen | self.env["acct.link.contact.own"].sudo()._foresee(interface, wanted)

    @api.model
    def _take_back(self, contacts):
        """Also that it is another customer than those whose contacts are much like it."""
        own = self.env["acct.link.contact.own"].sudo()
        own.search([("partner_id", "in", contacts.partner_id.ids)]).filtered(
            lambda row: row._is_of(contacts)
        ).unlink()
        return super()._take_back(contacts)

    @api.model
    def _is_absent(self, problem):
        """Whether the contact that a Problem of `_judge` is about was not there yet."""
        return problem.values["remote"].startswith(NOT_YET)

    @api.model
    def _answer(self, interface, problem, is_same):
        """Keep what the user says to a Problem of `_judge`, and tell it on the customer."""
        customer = self.env["res.partner"].browse(problem.record[1])
        others = [int(id_) for id_ in problem.values["other_ids"].split(",") if id_]
        others = customer.browse(others).exists().ids
        rows, remote_id = self.sudo(), problem.values["remote"]
        role = problem.values.get("role") or False
        rows.search(
            Domain("interface_id", "in", self._get_siblings(interface).ids)
            & Domain([("remote_id", "=", remote_id), ("role", "=", role)])
            & (
                Domain([("partner_id", "=", customer.id), ("other_id", "in", others)])
                | Domain([("other_id", "=", customer.id), ("partner_id", "in", others)])
            )
        ).unlink()
        rows.create(
            [
                {
                    "interface_id": interface.id,
                    "remote_id": remote_id,
                    "role": role,
                    "partner_id": customer.id,
                    "other_id": other,
                    "is_same": is_same,
                }
                for other in others
            ]
        )
        values = {
            "contact": problem.values["key"],
            "others": problem.values["others"],
            "interface": interface.name,
        }
        customer.sudo().message_post(
            body=self.env._(
                "Shares the contact “%(contact)s” with %(others)s (%(interface)s).", **values
            )
            if is_same
            else self.env._(
                "Needs a contact of its own: “%(contact)s” stands for %(others)s (%(interface)s).",
                **values,
            ),
            author_id=self.env.user.partner_id.id,
        )
