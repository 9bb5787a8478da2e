from odoo import api, fields, models


class AcctLinkCheck(models.TransientModel):
    """Which options the upload would add, each once, however many documents name it."""

    _inherit = "acct.link.check"

    new_option_count = fields.Integer(
        string="Options to Add",
        compute="_compute_new_options",
        help="The upload adds them before the documents that name them.",
    )
    new_options = fields.Char(string="These Are", compute="_compute_new_options")

    @api.depends("line_ids.problems")
    def _compute_new_options(self):
        for check in self:
            named = {}
            for line in check.line_ids:
                for problem in line._get_problems():
                    if problem.code == "tracking_to_add":
                        category = line.interface_id, problem.values["category"]
                        named.setdefault(category, set()).add(problem.values["option"])
            check.new_option_count = sum(map(len, named.values()))
            check.new_options = "; ".join(
                f"{category}: {', '.join(sorted(options))}"
                for (_interface, category), options in named.items()
            )
