"""The check before the upload, and what is done from it, in a real browser."""

from test_screens import ScreensCommon

from odoo import Command
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestScreensCheck(ScreensCommon):
    def unlinked(self):
        """A document whose tax is linked to none: it would be stopped."""
        self.interface.default_tax_id = False
        tax = self.tax.copy({"name": "Unlinked"})
        move = self.invoice(post=False)
        move.invoice_line_ids.tax_ids = [Command.set(tax.ids)]
        move.action_post()
        return move

    def warned(self):
        """A document whose reference would be cut: it goes, with a warning."""
        self.interface.write({"reference_rule": "template", "reference_template": "{po}"})
        return self.invoice(ref="x" * 300)

    def batch(self, moves):
        return self.env["acct.link.batch"].browse(moves.action_acct_link_batch()["res_id"])

    def press_upload_in_the_check(self, batch, says):
        self.walk(
            f"acct-link-batches/{batch.id}",
            f"""
            await click("button[name=action_upload]");
            await find(".modal .o_data_row", "{says}");
            await click(".modal-footer button[name=action_upload]");
            await vanish(".modal");
            await find(".o_statusbar_status .o_arrow_button_current", "Uploading");
            """,
        )
        self.assertEqual(set(batch.line_ids.mapped("state")), {"queued"})

    def test_upload_in_the_check_sends_a_batch_with_a_stopped_document(self):
        good, bad = self.invoice(), self.unlinked()
        batch = self.batch(good + bad)
        self.press_upload_in_the_check(batch, "Stopped")
        self.run_loop()
        self.assertEqual((good.acct_link_state, bad.acct_link_state), ("uploaded", "failed"))

    def test_upload_in_the_check_sends_a_batch_with_warnings_only(self):
        move = self.warned()
        batch = self.batch(move)
        self.press_upload_in_the_check(batch, "Warning")
        self.run_loop()
        self.assertEqual(move.acct_link_state, "uploaded")

    def test_upload_after_check_again_in_the_dialog_sends_the_batch(self):
        """Buttons of a dialog do nothing while one of them is at work: the new dialog is waited
        for, which takes the place of the one that is marked here.
        """
        batch = self.batch(self.invoice() + self.unlinked())
        self.walk(
            f"acct-link-batches/{batch.id}",
            """
            await click("button[name=action_upload]");
            (await find(".modal .o_form_view")).classList.add("first");
            await click(".modal-footer button[name=action_again]");
            await vanish(".modal .first");
            await find(".modal .o_data_row", "Stopped");
            await click(".modal-footer button[name=action_upload]:enabled");
            await vanish(".modal");
            await find(".o_statusbar_status .o_arrow_button_current", "Uploading");
            """,
        )
        self.assertEqual(set(batch.line_ids.mapped("state")), {"queued"})

    def test_check_in_the_list_keeps_the_selection_and_makes_a_batch_that_uploads(self):
        good, bad = self.invoice(), self.unlinked()
        self.invoice()
        self.walk(
            "acct-link-create-batch",
            f"""
            const select = async (number) => {{
                const cell = await find("td[name=name]", number);
                cell.closest("tr").querySelector(".o_list_record_selector input").click();
            }};
            const selected = () => document.querySelectorAll(".o_data_row_selected").length;
            await select("{good.name}");
            await select("{bad.name}");
            for (const leave of [".modal-footer button[special=cancel]", ".modal .btn-close"]) {{
                await click("button[name=action_acct_link_check]");
                await find(".modal .o_data_row", "Stopped");
                await click(leave);
                await vanish(".modal");
                await find(".o_selection_box, .o_list_selection_box", "2");
                if (selected() !== 2) {{
                    throw new Error(`${{selected()}} are selected after ${{leave}}`);
                }}
            }}
            await click("button[name=action_acct_link_check]");
            await click(".modal-footer button[name=action_batch]");
            await click("button[name=action_upload]");
            await find(".o_statusbar_status .o_arrow_button_current", "Uploading");
            """,
        )
        self.assertEqual((good.acct_link_state, bad.acct_link_state), ("queued", "available"))

    def test_wrench_of_an_unlinked_tax_opens_its_row(self):
        bad = self.unlinked()
        [line] = self.upload(bad)
        self.assertProblem(line, "tax_unmapped")
        self.walk(
            f"acct-link-batches/{line.batch_id.id}",
            """
            await click(".o_data_row button[name=action_repair]");
            await find(".o_notebook_headers a.active", "Taxes");
            const row = await find("[name=tax_map_ids] .o_selected_row");
            if (!row.textContent.includes("Unlinked") && !row.innerHTML.includes("Unlinked")) {
                throw new Error(`the row is ${row.textContent}`);
            }
            await find("[name=tax_map_ids] td", "No tax");
            """,
        )

    def test_failed_document_is_marked_as_in_the_books_in_its_batch(self):
        [line] = self.upload(self.unlinked())
        self.walk(
            f"acct-link-batches/{line.batch_id.id}",
            """
            await click(".o_data_row button[name=action_park]");
            await fill(".modal [name=reason] input", "typed in by hand");
            await click(".modal button[name=action_confirm]", "Mark as in the Books");
            await vanish(".modal");
            await find(".o_statusbar_status .o_arrow_button_current", "Empty");
            """,
        )
        self.assertEqual(line.move_id.acct_link_state, "in_books")

    def test_changed_document_is_updated_from_the_invoice(self):
        [line] = self.upload(self.invoice())
        move = line.move_id
        move.button_draft()
        move.invoice_line_ids.price_unit = 90
        move.action_post()
        self.walk(
            f"customer-invoices/{move.id}",
            """
            await find(".alert-warning", "Its copy in the books is as this document was");
            await click("button[name=action_acct_link_update]");
            await find(".alert-warning", "It is being updated");
            """,
        )
        self.run_loop()
        self.assertFalse(move.acct_link_changed_since)
