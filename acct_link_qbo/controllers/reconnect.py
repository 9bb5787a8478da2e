from odoo import http
from odoo.http import request

PAGE = "/odoo/acct-link-interfaces"


class QboReconnectController(http.Controller):
    """Where Intuit sends a person whose sign-in has ended: to the interface, where the button to
    sign in is. Nothing begins by itself, so that nobody goes in circles.
    """

    @http.route("/acct_link_qbo/reconnect", type="http", auth="user", methods=["GET"])
    def reconnect(self, **query):
        """:param query: may name the company as `realmId`"""
        ours = [("connector", "=", "qbo")]
        interfaces = request.env["acct.link.interface"].search(ours)
        named = interfaces.filtered(
            lambda each: each.sudo().remote_org_id == query.get("realmId", "")
        )
        lapsed = interfaces.filtered(lambda each: each.sign_in_state == "lapsed")
        found = named or lapsed or interfaces
        return request.redirect(f"{PAGE}/{found.id}" if len(found) == 1 else PAGE)
