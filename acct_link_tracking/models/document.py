from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain

from odoo import api, models

from odoo.addons.acct_link_batch.lib.outcome import ON_DOCUMENT, ON_LINE
from odoo.addons.acct_link_batch.lib.problem import Problem

from ..lib.split import WHOLE, is_all, is_within, shares_of, split

TRACKING = "acct_link_tracking"  # in `MappingCache.added`


@dataclass
class Tracking:
    """Which categories and options stand for plans and analytic accounts, by their ids; `required`:
    names of plans without which nothing is sent. Of the document at hand: `on_document`, categories
    that stand on it as a whole, with the options of its lines.
    """

    plans: dict = field(default_factory=dict)
    required: dict = field(default_factory=dict)
    options: dict = field(default_factory=dict)
    on_document: dict = field(default_factory=dict)


class AcctLinkDocument(models.AbstractModel):
    """Each document says anew what it belongs to as a whole."""

    _inherit = "acct.link.document"

    @api.model
    def _prepare_document(self, interface, line, contacts, mappings, problems):
        mappings.added[TRACKING].on_document = {}
        return super()._prepare_document(interface, line, contacts, mappings, problems)


class AcctLinkDocumentCode(models.AbstractModel):
    """Which tracking options a line, or a document, belongs to."""

    _inherit = "acct.link.document.code"

    @api.model
    def _get_mappings(self, interface, moves):
        mappings = super()._get_mappings(interface, moves)
        mappings.added[TRACKING] = tracking = Tracking()
        if "tracking" in mappings.capabilities.pulls:
            self._add_tracking(interface, tracking)
        return mappings

    @api.model
    def _add_tracking(self, interface, tracking):
        ours = [("interface_id", "=", interface.id)]
        plans = self.env["acct.link.plan.map"].search_fetch(
            [*ours, ("remote_tracking_id", "!=", False)]
        )
        tracking.plans = {row.plan_id.id: row.remote_tracking_id for row in plans}
        tracking.required = {
            row.plan_id.id: row.plan_id.display_name for row in plans if row.is_required
        }
        if plans:
            rows = self.env["acct.link.analytic.map"].search_fetch(ours)
            tracking.options = {row.analytic_account_id.id: row.remote_option_id for row in rows}

    @api.model
    def _get_parts(self, interface, base_line, line, included, mappings, problems):
        parts = super()._get_parts(interface, base_line, line, included, mappings, problems)
        if not mappings.added[TRACKING].plans:
            return parts
        shares = self._get_shares(interface, base_line, mappings, problems)
        pieces = [split(part, shares, included) for part in parts] if shares else []
        return list(chain.from_iterable(pieces))

    @api.model
    def _get_shares(self, interface, base_line, mappings, problems):
        """Which tracking options a line belongs to, by its analytic accounts of linked plans. A
        line that is divided between several is sent in parts of exact amounts. What stands on
        the document as a whole is added to `Tracking.on_document`.

        :return: [(percent, pairs as in `Line.tracking`)], empty with the reason added to `problems`
        """
        plans = {
            plan: category
            for plan, category in mappings.added[TRACKING].plans.items()
            if category._is_for(mappings.for_bills)
        }
        # What Odoo added to a document is in no plan, which nobody can change.
        distribution = base_line["analytic_distribution"] or {}
        if not plans or (not distribution and base_line["special_type"]):
            return [(WHOLE, ())]
        before = len(problems)
        entries, chosen = [], {category: [] for category in plans.values()}
        for key, percent in distribution.items():
            ids = [int(id_) for id_ in key.split(",")]
            accounts = self.env["account.analytic.account"].browse(ids).exists()
            pairs = {}
            for account in accounts:
                category = plans.get(account.root_plan_id.id)
                if category:
                    option = self._get_option(interface, account, category, mappings, problems)
                    chosen[category].append((Decimal(str(percent)), option))
                    if category.place == ON_LINE:
                        pairs[category.remote_id] = option.remote_id
            entries.append((Decimal(str(percent)), pairs))
        self._note_choices(base_line, plans, chosen, mappings, problems)
        if len(problems) > before:
            return []
        shares = shares_of(entries)
        if shares is None:
            line = (base_line["record"].name or "").split("\n")[0]
            code = "tracking_unclear" if is_within(entries) else "tracking_exceeds"
            problems.append(Problem(code, {"line": line}))
        return shares or []

    @api.model
    def _note_choices(self, base_line, plans, chosen, mappings, problems):
        """Whether the line is wholly in each plan that is required, and what it says of the
        document.

        :param plans: {plan id: acct.link.tracking}
        :param chosen: {acct.link.tracking: [(percent, acct.link.tracking.option)]}
        """
        tracking = mappings.added[TRACKING]
        for plan, category in plans.items():
            is_whole = is_all(percent for percent, _option in chosen[category])
            if plan in tracking.required and not is_whole:
                line = (base_line["record"].name or "").split("\n")[0]
                values = {"line": line, "plan": tracking.required[plan]}
                problems.append(Problem("tracking_required", values))
            if category.place == ON_DOCUMENT:
                options = tracking.on_document.setdefault(category, {})
                options.update({option: None for _percent, option in chosen[category]})
                if not is_whole:
                    options[self.env["acct.link.tracking.option"]] = None

    @api.model
    def _get_document_tracking(self, mappings, problems):
        pairs = list(super()._get_document_tracking(mappings, problems))
        for category, options in mappings.added[TRACKING].on_document.items():
            if len(options) > 1:
                names = [option.name or self.env._("none") for option in options]
                values = {"category": category.name, "options": ", ".join(names)}
                problems.append(Problem("tracking_disagrees", values))
            pairs += [(category.remote_id, option.remote_id) for option in options if option]
        return tuple(sorted(pairs))

    @api.model
    def _get_option(self, interface, account, category, mappings, problems):
        """:return: acct.link.tracking.option; what is wrong with it is added to `problems`"""
        settings = (interface._name, interface.id)
        option = (
            mappings.added[TRACKING].options.get(account.id)
            or self.env["acct.link.tracking.option"]
        )
        values = {"account": account.display_name, "category": category.name}
        if not option:
            return self._get_option_of_unlinked(interface, account, category, problems)
        if option.category_id != category:
            values["option"] = option.display_name
            problems.append(Problem("tracking_of_other_category", values, settings))
        elif not (option.active and category.active):
            values["option"] = option.display_name
            problems.append(Problem("tracking_archived", values, settings))
        return option

    @api.model
    def _get_option_of_unlinked(self, interface, account, category, problems):
        """:return: acct.link.tracking.option of an analytic account that is linked to none; what is
        wrong with it is added to `problems`
        """
        values = {"account": account.display_name, "category": category.name}
        problems.append(Problem("tracking_unlinked", values, (interface._name, interface.id)))
        return self.env["acct.link.tracking.option"]
