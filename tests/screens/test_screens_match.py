"""The dialog that asks for the customers of a batch, in a real browser."""

from test_screens import ScreensCommon

from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestScreensMatch(ScreensCommon):
    def test_end_of_an_upload_asks_for_contacts_and_retries(self):
        twins = self.env["res.partner"].create({"name": "Twin Peaks Ltd"})
        lines = self.upload(self.invoices(2, partner=twins))
        self.assertEqual(set(lines.mapped("state")), {"failed"})
        batch = lines.batch_id
        lines[0].action_retry()
        self.assertTrue(batch.is_to_match)
        self.walk(
            f"acct-link-batches/{batch.id}",
            f"""
            await find("[role=status]", "goes on in the background");
            await fetch("/web/dataset/call_kw/acct.link.batch/action_stop", {{
                method: "POST",
                headers: {{"Content-Type": "application/json"}},
                body: JSON.stringify({{params: {{
                    model: "acct.link.batch", method: "action_stop", args: [[{batch.id}]],
                    kwargs: {{}},
                }}}}),
            }});
            document.dispatchEvent(new Event("visibilitychange"));
            await find(".modal .o_data_row", "Twin Peaks Ltd");
            await click(".modal .o_data_row [name=choice]");
            await click(".modal [name=choice] .o_select_menu_toggler, .modal [name=choice] input");
            await click(".o_select_menu_item", "Map to a contact");
            await click(".modal button[name=action_match]", "Match");
            await vanish(".modal");
            await find("[role=status]", "goes on in the background");
            """,
        )
        self.run_loop()
        self.assertEqual(lines.mapped("state"), ["ready", "uploaded"], lines.mapped("problem_text"))
