from odoo import api, models
from odoo.exceptions import AccessError


class AcctLinkEngineMixin(models.AbstractModel):
    """A row that the engine creates, for a user who may not. Its defaults are those of the code:
    any employee may store defaults (`ir.default`) or send them with the context, and they would
    become facts, such as a document that was never sent and reads as uploaded.
    """

    _name = "acct.link.engine.mixin"
    _description = "Row of the Engine"

    @api.model_create_multi
    def create(self, vals_list):
        self._check_typed({name for vals in vals_list for name in vals})
        return super().create(vals_list)

    def write(self, vals):
        self._check_typed(vals)
        result = super().write(vals)
        if not self.env.su:
            self.check_access("write")  # Odoo checks the rules before a change only
        return result

    @api.model
    def _check_typed(self, names):
        """Odoo lets a stored value that follows from others be written like any; rules go by some
        of them.

        :raises AccessError: a user writes one
        """
        fields = [self._fields[name] for name in names if name in self._fields]
        if not self.env.su and any(f.store and f.compute and f.readonly for f in fields):
            raise AccessError(self.env._("This follows from other values and cannot be written."))

    @api.model
    def default_get(self, fields):
        preset = [name for name in fields if self._takes_preset(self._fields.get(name))]
        defaults = super().default_get(preset) if preset else {}
        for name in fields:
            field = self._fields.get(name)
            if field and field.default and name not in preset:
                value = field.convert_to_cache(field.default(self), self, validate=False)
                defaults[name] = field.convert_to_write(value, self)
        return defaults

    @api.model
    def _takes_preset(self, field):
        """Whether stored and context defaults count for a field (None: there is none of the name).
        Models that people fill in on a form say which of theirs do.
        """
        return False

    @api.model
    def _may_type(self, field):
        """Whether the user may type the field's value on a form, and so may preset it as well."""
        if not field or field.readonly:
            return False
        return not field.groups or self.env.user.has_groups(field.groups)
