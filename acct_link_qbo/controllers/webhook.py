from odoo import http
from odoo.http import Response, request

from odoo.addons.acct_link_oauth.lib.notice import MAX_BYTES, is_signed

from ..lib.incoming.webhook import HEADER, hints

REFUSED = 401


class QboWebhookController(http.Controller):
    """QuickBooks tells that something changed. It is a hint to read it there, and nothing more:
    whoever has no key learns nothing here, not even which interfaces there are.
    """

    @http.route(
        "/acct_link_qbo/webhook/<int:interface_id>",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
        max_content_length=MAX_BYTES,  # 413 before anything is read
    )
    def webhook(self, interface_id, **_query):
        body = request.httprequest.get_data()
        interface = request.env["acct.link.interface"].sudo()._qbo_get_told(interface_id)
        key = interface and interface._get_token()._get_webhook_key()
        if not is_signed(key, body, request.httprequest.headers.get(HEADER, "")):
            return Response(status=REFUSED)
        interface._qbo_take_hints(hints(body))
        return Response(status=200)
