from dataclasses import replace

from odoo import api, models

from ..lib.operation import ATTACH


class AcctLinkPreflight(models.AbstractModel):
    """The files that will follow, which take calls of their own."""

    _inherit = "acct.link.preflight"

    @api.model
    def _look(self, interface, lines):
        findings = super()._look(interface, lines)
        if not interface.attach_pdf:
            return findings
        for line in lines:
            if (
                findings[line.id].document
                and interface._can_do(ATTACH, line.kind)
                and line._has_file()
            ):
                findings[line.id] = replace(findings[line.id], attaches=True)
        return findings
