from odoo import api, models
from odoo.exceptions import AccessError, ValidationError


class AcctLinkSettingMixin(models.AbstractModel):
    """A setting of an interface, which names records: codes, accounts, journals, offices, users.
    The loop works with them as superuser, so each has to be of the interface or of its offices,
    and be within the companies of the user who names it.
    """

    _name = "acct.link.setting.mixin"
    _description = "Setting of an Interface"
    _inherit = ["acct.link.engine.mixin"]

    @api.model_create_multi
    def create(self, vals_list):
        settings = super().create(vals_list)
        for setting, vals in zip(settings, vals_list, strict=True):
            setting._check_named(vals)
        return settings

    def write(self, vals):
        result = super().write(vals)
        # What was named for another interface was never held against this one.
        self._check_named(self._fields if "interface_id" in vals else vals)
        return result

    def _get_interface(self):
        """:return: acct.link.interface that the setting is of"""
        return self.interface_id

    @api.model
    def _get_naming_fields(self):
        """:return: [field] in which a user names records"""
        return [
            field
            for field in self._fields.values()
            if field.type in ("many2one", "many2many")
            and field.store
            and not field.readonly
            and field.comodel_name != "acct.link.interface"
            and field.name not in models.MAGIC_COLUMNS
        ]

    def _check_named(self, names):
        """:param names: names of the fields that were written
        :raises ValidationError: one of the records in them is of another interface or company
        :raises AccessError: one of them is of a company that the user is not in
        """
        for field in self._get_naming_fields():
            if field.name not in names:
                continue
            for setting in self.sudo().filtered(field.name):
                setting._check_records(field, self.env.su)

    def _check_records(self, field, su):
        self.ensure_one()
        interface, records = self._get_interface(), self[field.name]
        label = {"field": field._description_string(self.env)}
        if "interface_id" in records._fields:
            if records.interface_id - interface:
                raise ValidationError(
                    self.env._("%(field)s: that belongs to another interface.", **label)
                )
            return
        if not self._are_of(records, interface._get_offices() | interface.company_id):
            raise ValidationError(
                self.env._(
                    "%(field)s: that belongs to none of the offices of this interface.", **label
                )
            )
        if not su and not self._are_of(records, self.env.user.company_ids):
            raise AccessError(
                self.env._(
                    "%(field)s: that belongs to a company that you have no access to.", **label
                )
            )

    @api.model
    def _are_of(self, records, companies):
        """Whether each of these records is of one of the companies, of a company above it, or of
        none at all; companies themselves and users have to be of these very ones.
        """
        if records._name == "res.company":
            return records <= companies
        if records._name == "res.users":
            return all(user.company_ids & companies and not user.share for user in records)
        name = next((name for name in ("company_ids", "company_id") if name in records._fields), "")
        above = companies.parent_ids
        return all(not name or not record[name] or record[name] & above for record in records)
