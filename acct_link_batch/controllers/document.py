from odoo import http
from odoo.http import request


class DocumentController(http.Controller):
    @http.route("/acct_link/document/<string:marker>", type="http", auth="user", methods=["GET"])
    def open_document(self, marker):
        """The link that a document carries in the accounting system: back to the document here,
        as far as the user may see it.
        """
        marker = marker.replace("\x00", "")  # which no database takes in a text
        line = request.env["acct.link.batch.line"].sudo().search([("marker", "=", marker)], limit=1)
        move = request.env["account.move"].search([("id", "=", line.move_id.id)])
        if not move:
            return request.not_found()
        return request.redirect(f"/odoo/customer-invoices/{move.id}")
