import re

from odoo import models

CHANNEL = re.compile(r"acct_link_batch_(\d{1,18})")


class IrWebsocket(models.AbstractModel):
    _inherit = "ir.websocket"

    def _build_bus_channel_list(self, channels):
        """A page that shows a batch asks for `acct_link_batch_ID`; it is told of batches that its
        user may read, and of no other.
        """
        batch_ids, others = [], []
        for channel in channels:
            match = isinstance(channel, str) and CHANNEL.fullmatch(channel)
            if match:
                batch_ids.append(int(match[1]))
            else:
                others.append(channel)
        Batch = self.env["acct.link.batch"]
        if batch_ids and Batch.has_access("read"):
            others.extend(Batch.search([("id", "in", batch_ids)]))
        return super()._build_bus_channel_list(others)
