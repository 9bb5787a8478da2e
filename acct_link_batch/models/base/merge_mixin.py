from odoo import api, models


class AcctLinkMergeMixin(models.AbstractModel):
    """Rows of which a record of Odoo has at most one: what becomes of them when two such records
    are merged. Odoo points the rows of the others to the one that stays by SQL, whatever model they
    are of; where that clashes it deletes them, or the merge ends in an error. So a model that has
    such rows inherits this and says in `_settle_merge` which of them stay.
    """

    _name = "acct.link.merge.mixin"
    _description = "Rows of Records that may be Merged"

    @api.model
    def _before_merge(self, target, sources):
        """Settle the rows of this model before Odoo points them to the record that stays.

        :param target: the record that stays; :param sources: those that go, of the same model
        """
        rows = self.sudo().with_context(active_test=False)
        for name, field in self._fields.items():
            if field.type == "many2one" and field.store and field.comodel_name == target._name:
                ids = (target | sources).ids
                if found := rows.search([(name, "in", ids)]):
                    found._settle_merge(name, target, sources)

    def _settle_merge(self, field_name, target, sources):
        """Delete or change rows so that all that are left may point to the target.

        :param self: all rows, archived ones too, whose `field_name` is one of these records
        """
        raise NotImplementedError
