from dataclasses import replace

from odoo import api, models

from odoo.addons.acct_link_batch.lib.document import Document
from odoo.addons.acct_link_batch.lib.problem import Problem

from ..lib.addition import ADD_OPTION, PLACEHOLDER


class AcctLinkPreflight(models.AbstractModel):
    """What the upload adds is no reason to stop: it is said, and the document is as it will be."""

    _inherit = "acct.link.preflight"

    @api.model
    def _look(self, interface, lines):
        if interface.option_policy == "add" and interface.can_add_options:
            self = self.with_context(acct_link_options_to_come=True)
        return super()._look(interface, lines)

    @api.model
    def _get_warnings(self, interface, lines, results):
        warnings = super()._get_warnings(interface, lines, results)
        for line in lines:
            document = results[line.id]
            found = isinstance(document, Document) and self._get_options_to_come(
                interface, document
            )
            if found:
                warnings[line.id] = [*warnings.get(line.id, ()), *found]
        return warnings

    @api.model
    def _count_calls(self, interface, findings):
        """Each option that is added takes a call, and one before it where it is looked for."""
        findings = list(findings)
        calls = super()._count_calls(interface, findings)
        added = {
            (problem.values["category"], problem.values["option"])
            for finding in findings
            if finding.document
            for problem in finding.warnings
            if problem.code == "tracking_to_add"
        }
        capabilities = interface._connector()._capabilities(interface)
        each = 2 if ADD_OPTION in capabilities.check_before_send else 1
        return replace(calls, options=len(added) * each)

    @api.model
    def _get_options_to_come(self, interface, document):
        """:return: [Problem], one for each option of the document that is not there yet"""
        pairs = {*document.tracking, *(pair for line in document.lines for pair in line.tracking)}
        names = {each.remote_id: each.name for each in interface.tracking_ids}
        found = []
        for category, option in sorted(pairs):
            if option.startswith(PLACEHOLDER):
                account = self.env["account.analytic.account"].browse(
                    int(option.removeprefix(PLACEHOLDER))
                )
                values = {
                    "option": account._get_option_name(interface),
                    "category": names.get(category, ""),
                }
                found.append(Problem("tracking_to_add", values, (interface._name, interface.id)))
        return found
