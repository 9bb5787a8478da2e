from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..lib import reference

# Labels of `reference.RULES`, and the free template.
RULES = [
    ("job_code", "Job code"),
    ("job_name", "Job description"),
    ("reference", "Reference"),
    ("job_code_name", "Job code + job description"),
    ("job_code_po", "Job code + purchase order number"),
    ("claim", "Progress claim number"),
    ("job_code_claim", "Job code + claim number"),
    ("heading", "Heading line"),
    ("heading_job_code", "Heading line + job code"),
    ("reference_heading", "Reference + heading line"),
    ("template", "Free template"),
]


class AcctLinkInterface(models.Model):
    """What is said in the reference of a document, and which analytic account is its job."""

    _inherit = "acct.link.interface"

    job_plan_id = fields.Many2one(
        "account.analytic.plan",
        string="Jobs are in the Plan",
        domain=[("parent_id", "=", False)],
        tracking=True,
        help="Analytic accounts of this plan are the jobs of documents. Empty: those of the "
        "project plan, and of any plan where a document has none of these.",
        by_manager=True,
    )
    reference_rule = fields.Selection(
        RULES,
        required=True,
        default="job_code_po",
        tracking=True,
        help="What is said in the reference of a document. What a document does not have is left "
        "out.",
        by_manager=True,
    )
    reference_template = fields.Char(
        tracking=True,
        help="Text with placeholders in braces. Words before a placeholder come and go with it.",
        by_manager=True,
    )
    claim_scope = fields.Selection(
        [("job", "Job"), ("customer", "Customer")],
        string="Claims Count per",
        required=True,
        default="job",
        help="Progress claim numbers count from 1 for each job, or for each customer. Documents "
        "without a job always count by customer.",
        by_manager=True,
    )
    default_heading = fields.Char(
        string="Default Heading Line",
        help="Heading line of documents that have none, unless their office has its own.",
        by_manager=True,
    )
    placeholders = fields.Char(compute="_compute_placeholders")
    preview_move_id = fields.Many2one(
        "account.move",
        string="Preview on",
        compute="_compute_preview_move_id",
        readonly=False,
        domain="[('move_type', 'in', ('out_invoice', 'out_refund')), ('state', '=', 'posted')]",
        by_manager=True,
    )
    reference_preview = fields.Char(compute="_compute_reference_preview")
    reference_is_cut = fields.Boolean(compute="_compute_reference_preview")

    def _compute_placeholders(self):
        self.placeholders = " ".join(f"{{{name}}}" for name in reference.PLACEHOLDERS)

    @api.depends("office_ids")
    def _compute_preview_move_id(self):
        """The newest document of its offices that the reader may see."""
        Move = self.env["account.move"]
        may_read = Move.has_access("read")
        for interface in self:
            offices = interface._origin and interface._origin._get_offices()
            interface.preview_move_id = may_read and Move.search(
                [
                    ("company_id", "in", offices.ids),
                    ("move_type", "in", ("out_invoice", "out_refund")),
                    ("state", "=", "posted"),
                ],
                order="invoice_date desc, id desc",
                limit=1,
            )

    @api.depends("preview_move_id", "reference_rule", "reference_template")
    def _compute_reference_preview(self):
        Builder = self.env["acct.link.document"]
        for interface in self:
            interface.reference_preview = False
            interface.reference_is_cut = False
            if not interface.preview_move_id:
                continue
            try:
                interface._check_reference_template()
            except ValidationError as error:
                interface.reference_preview = str(error)
                continue
            built = Builder._build_reference(interface, interface.preview_move_id)
            interface.reference_preview = built.text or self.env._("(empty)")
            interface.reference_is_cut = built.is_cut

    @api.constrains("reference_rule", "reference_template")
    def _check_reference_template(self):
        for interface in self.filtered(lambda each: each.reference_rule == "template"):
            if not (interface.reference_template or "").strip():
                raise ValidationError(self.env._("Enter the template of the reference."))
            try:
                reference.check(interface.reference_template)
            except reference.TemplateError as error:
                raise ValidationError(
                    self.env._(
                        "Unknown placeholder: %(unknown)s. You can use: %(known)s.",
                        unknown=" ".join(f"{{{name}}}" for name in error.unknown),
                        known=interface.placeholders,
                    )
                    if error.unknown
                    else self.env._(
                        "The braces in the template of the reference are out of order: each "
                        "placeholder stands in one pair of them, as in {job_code}."
                    )
                ) from None

    def _get_reference_template(self):
        """:return: str, see `reference`"""
        self.ensure_one()
        if self.reference_rule == "template":
            return self.reference_template or ""
        return reference.RULES[self.reference_rule]
