from odoo import http
from odoo.http import Response, request

from ..lib.notice import MAX_BYTES, is_signed

REFUSED = 401


class NoticeController(http.Controller):
    """The accounting system tells that something changed. It is a hint to read it there, and
    nothing more: whoever has no key learns nothing here, not even which interfaces there are.
    """

    @http.route(
        "/acct_link_<string:connector>/webhook/<int:interface_id>",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
        max_content_length=MAX_BYTES,  # 413 before anything is read
    )
    def webhook(self, connector, interface_id, **_query):
        body = request.httprequest.get_data()
        interface = request.env["acct.link.interface"].sudo()._get_told(connector, interface_id)
        key = interface and interface._get_token()._get_webhook_key()
        header = interface and interface._connector()._get_notice_header()
        if not is_signed(key, body, request.httprequest.headers.get(header or "", "")):
            return Response(status=REFUSED)
        interface._take_notice(body)
        return Response(status=200)
