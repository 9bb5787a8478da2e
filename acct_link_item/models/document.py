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
        if interface.send_item_codes and "items" in mappings.capabilities.pulls:
            # Codes that differ in case only are not one and the same everywhere.
            mappings.added[ITEMS] = {item.code: item for item in interface.item_ids if item.code}
        return mappings

    @api.model
    def _get_parts(self, interface, base_line, line, included, mappings, problems):
        items = mappings.added.get(ITEMS)
        if items and line:
            code = trim(base_line["record"].product_id.default_code or "")
            item = items.get(code)
            if item and item._is_for(mappings.for_bills):
                line = replace(line, item=item.code)
        return super()._get_parts(interface, base_line, line, included, mappings, problems)
