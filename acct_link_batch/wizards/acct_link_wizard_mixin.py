from odoo import api, models


class AcctLinkWizardMixin(models.AbstractModel):
    """A question to the user who opened it. It comes with records, which may be any that a crafted
    call names: they have to be in the user's sight, so that no answer tells of others.
    """

    _name = "acct.link.wizard.mixin"
    _description = "Question of the Accounting Link"

    @api.model_create_multi
    def create(self, vals_list):
        wizards = super().create(vals_list)
        wizards._check_in_sight()
        return wizards

    def write(self, vals):
        result = super().write(vals)
        self._check_in_sight()
        return result

    def _check_in_sight(self):
        """:raises AccessError: one of the records that the wizard names is out of sight"""
        if self.env.su:
            return
        for field in self._fields.values():
            if field.store and field.type in ("many2one", "many2many"):
                self.sudo().mapped(field.name).sudo(False).check_access("read")

    @api.model
    def _in_sight(self, records):
        """:return: those of these records that the user may read, for what is computed of values
        that are not saved
        """
        return records._origin.sudo(False)._filtered_access("read").with_env(self.env)
