from dataclasses import replace

from odoo import api, models

from odoo.addons.acct_link_batch.lib.matching import trim

ITEMS = "acct_link_item"  # in `MappingCache.added`


class AcctLinkDocumentCode(models.AbstractModel):
    """Which item a line is about, by the reference of its product."""

    _inherit = "acct.link.document.code"

    @api.model
    def _get_mappings(self, interface, moves):
        mappings = super()._get_mappings(interface, moves)
        if interface.send_item_codes and interface.takes_items:
            # Codes that differ in case only are not one and the same everywhere.
            mappings.added[ITEMS] = {item.code: item for item in interface.item_ids if item.code}
        return mappings

    @api.model
    def _get_parts(self, interface, base_line, line, included, mappings, problems):
        items = mappings.added.get(ITEMS)
        if items is not None and line:
            code = trim(base_line["record"].product_id.default_code or "")
            code = self._find_item_code(interface, code, items, mappings.for_bills)
            line = replace(line, item=code)
        return super()._get_parts(interface, base_line, line, included, mappings, problems)

    @api.model
    def _find_item_code(self, interface, code, items, for_bills):
        """:param code: reference of the product of a line; :param items: {code: acct.link.item}
        :return: the code that the line carries, or ""
        """
        item = items.get(code)
        return item.code if item and item._is_for(for_bills) else ""
