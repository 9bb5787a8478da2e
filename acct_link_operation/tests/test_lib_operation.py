"""What a follow-up is made of, without Odoo."""

from odoo.tests import BaseCase

from ..lib.operation import media_type


class TestLibOperation(BaseCase):
    def test_media_type_that_is_no_header_is_unknown(self):
        for value in ("application/pdf", "image/svg+xml", "text/plain; charset=utf-8"):
            self.assertEqual(media_type(value), value)
        for value in (
            "", None, "pdf", "a/b\r\nX-Y: z", "a/b\n", "a/b\x00", "té/xt", "a/b; c=d\r", "a /b",
            "a/b, c/d", "/".join(["a" * 200] * 2),
        ):  # fmt: skip
            self.assertEqual(media_type(value), "application/octet-stream")
