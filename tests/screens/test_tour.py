"""The guided tour of the first batch, walked by machine, and as it is shown to a person."""

from test_screens import ScreensCommon

from odoo import Command
from odoo.tests import new_test_user, tagged

TOUR = "acct_link_first_batch"


@tagged("post_install", "-at_install")
class TestTour(ScreensCommon):
    def clerk(self):
        return new_test_user(
            self.env(su=True),
            "clerk on a tour",
            groups="base.group_user,account.group_account_invoice,acct_link_batch.group_acct_link_user",
            company_id=self.env.company.id,
            company_ids=[Command.set(self.env.company.ids)],
        )

    def test_tour_leads_a_user_from_the_list_to_the_upload(self):
        move, clerk = self.invoice(), self.clerk()
        self.env.flush_all()
        self.start_tour("/odoo/acct-link-create-batch", TOUR, login=clerk.login, timeout=120)
        self.env.invalidate_all()
        batch = move.acct_link_batch_id
        self.assertEqual(batch.create_uid, clerk)
        self.assertEqual(batch.state, "uploading")
        self.run_loop()
        self.assertEqual(move.acct_link_state, "uploaded")

    def test_tour_points_at_the_next_step_and_is_done_once(self):
        self.invoice()
        clerk = self.clerk()
        self.walk(
            f"acct-link-create-batch?tour={TOUR}",
            """
            const told = async (text) => {
                for (let tries = 0; tries < 300; tries++) {
                    if (document.querySelector(".o_tour_pointer")?.textContent.includes(text)) {
                        return;
                    }
                    await new Promise((done) => setTimeout(done, 50));
                }
                throw new Error(`the pointer does not say: ${text}`);
            };
            await told("Tick the documents");
            await click(".o_data_row .o_list_record_selector input");
            await told("Put them in a batch");
            await click("button[name=action_acct_link_batch]");
            await told("Upload sends the batch");
            await click("button[name=action_upload]");
            await told("Those that fail come first");
            await click(".o_notebook .nav-link[name=documents]");
            await vanish(".o_tour_pointer");
            """,
            login=clerk.login,
        )
        tour = self.env.ref("acct_link_batch.acct_link_first_batch_tour")
        self.assertIn(clerk, tour.sudo().user_consumed_ids)
