from odoo import api, models
from odoo.fields import Domain

from odoo.addons.acct_link_batch.models.base.tries import is_due


class AcctLinkUploadMatch(models.AbstractModel):
    """Contacts that a person asks for without a document: found or added before the next documents,
    and journalled like those of documents. One that is there is matched and not written.
    """

    _name = "acct.link.upload.match"
    _description = "Contacts Sent Alone"

    @api.model
    def _get_due(self):
        """:return: (model, Domain of its rows that may go out now)"""
        return "acct.link.match", Domain("state", "=", "queued") & is_due()

    @api.model
    def _run(self, turn):
        """Find or add the next wanted contacts; commits.

        :return: how many were dealt with, None if there are none
        """
        interface = turn.interface
        Match = self.env["acct.link.match"]
        ours = Domain("interface_id", "=", interface.id)
        rows = Match.search(
            self._get_due()[1] & ours, order="asked_at, id", limit=turn.count_items()
        )
        if not rows:
            return None
        stale = rows.filtered(lambda row: row.match_rule != interface.match_rule)
        # Asked for under an earlier match rule: the list is made anew.
        stale.write({"state": "open", "problems": False})
        useless = stale | self._set_excluded_open(interface, rows - stale)
        rows -= useless
        if not rows:
            self.env.cr.commit()  # pylint: disable=invalid-commit
            return len(useless)
        problems, missing = {}, {}
        known = self.env["acct.link.contact"]._get_known(
            interface, {row.id: row._get_wanted() for row in rows}
        )
        for row in rows:
            if row.id not in known:
                missing.setdefault(row._get_request_slot(), row._get_wanted())
        asked_at = rows.mapped("asked_at")
        self.env["acct.link.upload.contact"]._resolve(
            turn,
            missing,
            problems,
            since=min(asked_at),
            asked_at=max(asked_at),
            add=True,
        )
        self._settle_matches(interface, rows, problems)
        self.env.cr.commit()  # pylint: disable=invalid-commit
        return len(rows)

    @api.model
    def _set_excluded_open(self, interface, rows):
        """queued -> open, customers that are never sent. :return: their rows"""
        excluded = self.env["acct.link.exclusion"]._get_of_partners(
            rows.partner_id, interface.company_id
        )
        kept_back = rows.filtered(lambda row: row.partner_id in excluded)
        for row in kept_back:
            row._set_open(excluded[row.partner_id]._prepare_problem())
        return kept_back

    @api.model
    def _settle_matches(self, interface, rows, problems):
        wanted = {row.id: row._get_wanted() for row in rows}
        Contact = self.env["acct.link.contact"]
        known = Contact._get_known(interface, wanted)
        for row in rows:
            problem = problems.get(row._get_request_slot())
            if row.id in known:
                row.write({"state": "matched", "problems": False, "next_try": False})
                self._report_match(row, known[row.id])
            elif problem and problem.code == "contact_unsure":
                until = self.env["acct.link.upload.contact"]._get_settled_at(interface)
                row._wait(problem, until)
                self.env["acct.link.upload"]._wake(until)
            elif problem:
                row._set_open(problem)
            else:
                row.state = "open"

    @api.model
    def _report_match(self, row, remote_id):
        """Log on the customer what became of it, in the language of the user who asked."""
        contact = self.env["acct.link.contact"].search(
            [
                ("interface_id", "=", row.interface_id.id),
                ("remote_id", "=", remote_id),
                ("role", "=", row.role),
                ("partner_id", "=", row.partner_id.id),
            ],
            limit=1,
        )
        author = row.requested_by
        row = row.with_context(lang=author.lang)
        names = {"system": row._get_system_name(), "interface": row.interface_id.name}
        if contact.origin == "added":
            body = row.env._("Added as a contact to %(system)s (%(interface)s).", **names)
        else:
            body = row.env._(
                "Matched with the contact that is in %(system)s already (%(interface)s); nothing "
                "was changed there.",
                **names,
            )
        if contact.problem_text:
            body = f"{body} {contact.with_context(lang=author.lang).problem_text}"
        row.partner_id.message_post(body=body, author_id=author.partner_id.id)
