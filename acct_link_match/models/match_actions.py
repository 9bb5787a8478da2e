from odoo import api, fields, models
from odoo.exceptions import UserError


class AcctLinkMatch(models.Model):
    """What people want to be done about customers without a contact. Buttons enqueue; the loop
    does it.
    """

    _inherit = "acct.link.match"

    # === WISHES === #

    def _enqueue(self):
        """open, matched -> queued; the loop finds or adds the contacts."""
        self.write(
            {
                "state": "queued",
                "problems": False,
                "next_try": False,
                "asked_at": fields.Datetime.now(),
                "requested_by": self.env.user.id,
            }
        )
        self.interface_id._end_wait()
        self.env["acct.link.upload"].sudo()._wake()

    @api.model
    def _send_without_document(self, interface, wanted):
        """Share customers without a document. Each is shared once: whoever has a contact is only
        counted.

        :param wanted: [ContactRequest]
        :return: (rows that wait now, number of those known already)
        """
        rows = self.sudo().browse()
        interface = interface.sudo()
        by_id = dict(enumerate(wanted))
        known = self.env["acct.link.contact"].sudo()._get_known(interface, by_id)
        for id_, each in by_id.items():
            if id_ not in known:
                rows |= rows._find_or_create(interface, each, alone=True)
        rows.filtered(lambda row: row.state != "queued").with_user(self.env.user).sudo()._enqueue()
        return rows, len(known)

    def _get_shared(self):
        """Which of these customers chose a contact that stands for another one.

        :return: {row: Problem}
        """
        shared = {}
        for interface, rows in self.grouped("interface_id").items():
            wanted = {row: row._get_wanted() for row in rows}
            problems = self.env["acct.link.contact.share"]._judge(
                interface,
                {
                    each.slot: (each, row.remote_contact_id.remote_id)
                    for row, each in wanted.items()
                },
            )
            shared |= {
                row: problems[each.slot] for row, each in wanted.items() if each.slot in problems
            }
        return shared

    def _get_second_currency(self):
        """:return: the currency of the chosen contact, where the one that the customer is linked to
        has another: that stays, for the documents in its own
        """
        self.ensure_one()
        chosen = self.remote_contact_id.currency
        if not chosen:
            return ""
        Contact, wanted = self.env["acct.link.contact"].sudo(), {self.id: self._get_wanted()}
        links = Contact._get_links(self.interface_id.sudo(), wanted)
        known = links and links[self.id].currency
        return chosen if known and known != chosen else ""

    def _map(self, among=None):
        """open -> matched, to the contact that was chosen; where the choice is saved, whose it was,
        too, is known to be the same customer. One for a second currency is for the documents alone
        that are in a batch.

        :param among: acct.link.batch.line: a choice that is not saved holds for these alone
        :return: the lines that it helps
        """
        lines = self.env["acct.link.batch.line"].sudo()
        waiting = self._get_lines()
        shared = self._get_shared()
        for match in self:
            mine = waiting.get(match.id, lines)
            if among is not None:
                mine &= among
            contact = match.remote_contact_id
            second = match._get_second_currency()
            if second:
                mine = mine.filtered(lambda line, name=second: line.currency_id.name == name)
            if match.save_mapping and not second:
                if match in shared:
                    self.env["acct.link.contact.share"]._answer(
                        match.interface_id, shared[match], is_same=True
                    )
                self.env["acct.link.contact"].sudo()._choose(
                    match.interface_id, match._get_wanted(), contact.remote_id
                )
            elif mine:
                mine.chosen_contact = contact.remote_id
            else:
                raise UserError(
                    self.env._(
                        "No document of “%(label)s” is in a batch yet: let the choice be saved, or "
                        "put the documents in a batch first.",
                        label=match.label,
                    )
                )
            # The next choice is saved again, unless it is said otherwise.
            match.write({"state": "matched", "problems": False, "save_mapping": True})
            lines |= mine
        return lines

    # === ACTIONS === #

    @api.model
    def action_open(self):
        """The list, made anew; contacts are read when that was long ago. What keeps them from
        being read is said, and the list opens all the same.
        """
        self.env["acct.link.batch"]._check_user(self)
        interfaces = self.env["acct.link.interface"].search([("active", "=", True)])
        reasons = interfaces._read_old_contacts()
        self.sudo()._refresh(interfaces.sudo())
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "acct_link_match.acct_link_match_action"
        )
        if reasons:
            return self._notify("\n".join(reasons), "warning", action)
        return action

    @api.model
    def _open_for_documents(self, interface, moves):
        """The list, with a row for each customer of these documents, whether or not a contact is
        known for it: somebody wants to choose.
        """
        action = self.action_open()
        window = action.get("params", {}).get("next", action)
        window["domain"] = [("id", "in", self._take_up(interface, moves).ids)]
        return action

    @api.model
    def _take_up(self, interface, moves):
        """:return: acct.link.match, as superuser, open or queued: one for each customer of these
        documents
        """
        interface = interface.sudo()
        wanted = self.env["acct.link.party"].sudo()._get_wanted(interface, moves.sudo())
        rows = self.sudo().browse()
        for each in wanted.values():
            rows |= rows._find_or_create(interface, each, alone=True)
        rows.filtered(lambda row: row.state == "matched").state = "open"
        return rows

    @api.model
    def _notify(self, message, kind="success", next_action=None):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": kind,
                "message": message,
                "next": next_action or {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    @api.model
    def _notify_matched(self, matched, retried=0, added=0):
        """:param retried: number of documents; :param added: of contacts; :return: action"""
        said = []
        if matched == 1:
            said.append(self.env._("The customer is matched."))
        elif matched or not added:
            said.append(self.env._("Customers matched: %(count)s.", count=matched))
        if added:
            said.append(self.env._("Contacts being added: %(count)s.", count=added))
        if retried:
            said.append(self.env._("Documents being uploaded: %(count)s.", count=retried))
        return self._notify(" ".join(said))

    def action_read_contacts(self):
        """Read the contacts of the accounts files again."""
        self.env["acct.link.batch"]._check_user(self)
        interfaces = self.interface_id or self.env["acct.link.interface"].search(
            [("active", "=", True)]
        )
        interfaces = interfaces.filtered(lambda each: "contacts" in each._get_pulls())
        reasons = list(filter(None, [interface._read_contacts() for interface in interfaces]))
        self.sudo()._refresh(interfaces.sudo())
        if reasons:
            return self._notify("\n".join(reasons), "warning")
        count = self.env["acct.link.remote.contact"].search_count(
            [("interface_id", "in", interfaces.ids)]
        )
        return self._notify(self.env._("Contacts read: %(count)s.", count=count))

    def action_create(self):
        """A new contact for each of these."""
        self.env["acct.link.batch"]._check_user(self)
        rows = self.filtered(lambda match: match.state == "open").sudo()
        if not rows:
            raise UserError(self.env._("None of these customers waits for a contact."))
        similar = rows._note_similar()
        (rows - similar)._enqueue()
        if similar:
            return self.env["acct.link.match.answer"]._open(similar.sudo(False), "similar")
        return self._notify(
            self.env._("Contacts being added: %(count)s. The list shows how.", count=len(rows))
        )

    def _note_similar(self):
        """:return: those of whom somebody has to say first that they are none of the contacts that
        are much like them
        """
        found = self._find_similar()
        similar = self.filtered(lambda match: match.id in found)
        for match in similar:
            match.problems = match._prepare_problems([found[match.id]])
        return similar

    def action_take_suggestion(self):
        """The suggested contact for each of these."""
        self.env["acct.link.batch"]._check_user(self)
        rows = self.filtered(lambda match: match.state == "open" and match.suggestion_id).sudo()
        if not rows:
            raise UserError(self.env._("None of these customers has a suggestion."))
        for row in rows:
            row.remote_contact_id = row.suggestion_id
        return rows._map_or_ask()

    def action_map(self):
        """The contact that was chosen for each of these."""
        self.env["acct.link.batch"]._check_user(self)
        rows = self.filtered(lambda match: match.state == "open" and match.remote_contact_id).sudo()
        if not rows:
            raise UserError(
                self.env._("Choose a contact first, in the column “Contact in the Books”.")
            )
        return rows._map_or_ask()

    def action_choose(self):
        """The contact that was just chosen for one customer, unless it takes no documents.

        :return: action, or False
        """
        self.ensure_one()
        return not self.remote_contact_id.archived and self.action_map()

    def _map_or_ask(self):
        """A contact that stands for another customer is taken on a person's word only."""
        if self._get_shared():
            return self.env["acct.link.match.answer"].sudo(False)._open(self.sudo(False), "map")
        return self._offer_retry(self._map())

    def _offer_retry(self, lines):
        """:param lines: acct.link.batch.line, that are helped; :return: action"""
        lines = lines.filtered(lambda line: line.state == "failed")
        if not lines:
            return self._notify_matched(len(self))
        return self.env["acct.link.match.retry"].sudo(False)._open(len(self), lines)

    def action_retry(self):
        """failed -> queued, the documents of these customers that failed for want of a contact."""
        self.env["acct.link.batch"]._check_user(self)
        rows = self or self.search([("state", "=", "matched")])
        lines = self.env["acct.link.batch.line"].union(*rows._get_lines().values())
        count = self._retry(lines.sudo(False))
        if not count:
            raise UserError(self.env._("No document of these customers waits for a retry."))
        return self._notify(self.env._("Documents being uploaded: %(count)s.", count=count))

    @api.model
    def _retry(self, lines):
        """failed -> queued. :param lines: acct.link.batch.line; :return: how many had failed"""
        failed = lines.filtered(lambda line: line.state == "failed")
        if failed:
            failed.action_retry()
        return len(failed)

    def action_open_customer(self):
        self.ensure_one()
        self.check_access("read")
        return self.partner_id._get_records_action()

    def action_remove(self):
        """Take rows off the list that nobody needs; documents that wait bring them back."""
        self.env["acct.link.batch"]._check_user(self)
        self.sudo().filtered(lambda match: match.state != "queued").unlink()
        return True
