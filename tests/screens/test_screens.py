"""The clerk's walk through the screens, in a real browser."""

from common_browser import BrowserCase
from common_walk import WalkCommon

from odoo.tests import tagged

# Clicks as a person does: waits until the thing is there.
HELPERS = """
    const find = async (selector, text = "") => {
        for (let tries = 0; tries < 300; tries++) {
            const found = [...document.querySelectorAll(selector)].find(
                (each) => each.textContent.includes(text) && each.offsetParent !== null
            );
            if (found) {
                return found;
            }
            await new Promise((done) => setTimeout(done, 50));
        }
        throw new Error(`${selector} "${text}" does not appear`);
    };
    const click = async (selector, text) => (await find(selector, text)).click();
    const vanish = async (selector) => {
        for (let tries = 0; document.querySelector(selector); tries++) {
            if (tries > 300) {
                throw new Error(`${selector} does not vanish`);
            }
            await new Promise((done) => setTimeout(done, 50));
        }
    };
    const fill = async (selector, text) => {
        const field = await find(selector);
        field.value = text;
        field.dispatchEvent(new Event("input", { bubbles: true }));
        field.dispatchEvent(new Event("change", { bubbles: true }));
    };
"""


class ScreensCommon(WalkCommon, BrowserCase):
    pulls_codes = True

    def walk(self, path, steps, login=""):
        """Open a path of the web client and run the steps, JavaScript with `find` and `click`.

        :param login: of who does it; else the user of the test
        """
        self.env.flush_all()
        code = f"(async () => {{ {HELPERS} {steps} console.log('test successful'); }})()"
        self.browser_js(
            f"/odoo/{path}",
            f"{code}.catch((error) => console.error(error.message));",
            ready="!!document.querySelector('.o_action_manager .o_view_controller')",
            login=login or self.env.user.login,
            timeout=60,
        )
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestScreens(ScreensCommon):
    def twins(self):
        """A customer whose name two contacts in the books have."""
        return self.env["res.partner"].create({"name": "Twin Peaks Ltd"})

    def test_clerk_batches_uploads_and_sees_the_result(self):
        good, bad = self.invoice(), self.invoice(partner=self.twins())
        self.assertEqual(
            self.env["account.move"].search([("acct_link_state", "=", "available")]), good + bad
        )
        self.walk(
            "acct-link-create-batch",
            """
            await click("thead .o_list_record_selector input");
            await click("button[name=action_acct_link_batch]");
            await click("button[name=action_upload]");
            await find(".o_statusbar_status .o_arrow_button_current", "Uploading");
            """,
        )
        batch = good.acct_link_batch_id
        self.assertEqual(batch.line_ids.move_id, good + bad)
        self.assertEqual(batch.state, "uploading")
        self.run_loop()
        self.walk(
            f"acct-link-batches/{batch.id}",
            f"""
            await find(".o_statusbar_status .o_arrow_button_current", "Needs attention");
            const first = await find(".o_field_x2many tbody tr.o_data_row");
            if (!first.textContent.includes("{bad.name}")) {{
                throw new Error("the failed document is not the first");
            }}
            await find("td", "Merge them in Xero, then retry.");
            await find(".badge", "Uploaded");
            await click("button[name=action_remove]");
            await find(".o_statusbar_status .o_arrow_button_current", "Uploaded");
            """,
        )
        self.assertEqual(good.acct_link_state, "uploaded")
        self.assertEqual(bad.acct_link_state, "available")

    def test_clerk_repairs_what_failed_and_retries_until_all_is_uploaded(self):
        good, bad = self.invoice(), self.invoice(partner=self.twins())
        self.walk(
            "acct-link-create-batch",
            """
            await click("thead .o_list_record_selector input");
            await click("button[name=action_acct_link_batch]");
            await click("button[name=action_upload]");
            await find(".o_statusbar_status .o_arrow_button_current", "Uploading");
            """,
        )
        self.run_loop()
        batch = good.acct_link_batch_id
        self.walk(
            f"acct-link-batches/{batch.id}",
            f"""
            await find(".o_statusbar_status .o_arrow_button_current", "Needs attention");
            const first = await find(".o_field_x2many tbody tr.o_data_row");
            if (!first.textContent.includes("{bad.name}")) {{
                throw new Error("the failed document is not the first");
            }}
            first.querySelector("button[name=action_repair]").click();
            await find(".o_breadcrumb", "Customers to Match");
            const row = await find(".o_data_row", "Twin Peaks Ltd");
            row.querySelector(".o_list_record_selector input").click();
            await click("button[name=action_take_suggestion]");
            await click(".modal button[name=action_retry]");
            await vanish(".modal");
            """,
        )
        self.assertEqual(batch.state, "uploading")
        self.run_loop()
        self.walk(
            f"acct-link-batches/{batch.id}",
            """
            await find(".o_statusbar_status .o_arrow_button_current", "Uploaded");
            const badges = [...document.querySelectorAll(".o_data_row [name=state] .badge")];
            if (badges.map((badge) => badge.textContent).join() !== "Uploaded,Uploaded") {
                throw new Error("not every document is uploaded");
            }
            if (document.querySelector("button[name=action_repair], .alert-danger")) {
                throw new Error("there is still something to repair");
            }
            """,
        )
        self.assertExact(batch.line_ids)

    def test_clerk_parks_with_a_reason_and_takes_it_back(self):
        move = self.invoice()
        self.walk(
            "acct-link-create-batch",
            f"""
            const cell = await find("td", "{move.name}");
            cell.closest("tr").querySelector(".o_list_record_selector input").click();
            await click("button[name=action_acct_link_park]");
            await fill(".modal [name=reason] input", "disputed");
            await click(".modal button[name=action_confirm]", "Park");
            await vanish(".modal");
            """,
        )
        self.assertEqual(move.acct_link_state, "parked")
        parking = self.env["acct.link.parking"].search([("move_id", "=", move.id)])
        self.assertEqual(parking.reason, "disputed")
        self.walk(
            "acct-link-parked",
            f"""
            const cell = await find("td", "{move.name}");
            await find("td", "disputed");
            cell.closest("tr").querySelector(".o_list_record_selector input").click();
            await click("button[name=action_unpark]");
            await find(".o_view_nocontent", "Nothing is parked");
            """,
        )
        self.assertEqual(move.acct_link_state, "available")

    def test_reset_to_draft_asks_in_the_form(self):
        move = self.invoice()
        batch = self.env["acct.link.batch"].browse(move.action_acct_link_batch()["res_id"])
        self.walk(
            f"customer-invoices/{move.id}",
            """
            await find("button[name=action_acct_link_open_batch]", "In a batch");
            await click("button[name=button_draft]");
            await click(".modal button[name=action_remove]");
            await find(".o_statusbar_status .o_arrow_button_current", "Draft");
            """,
        )
        self.assertEqual(move.state, "draft")
        self.assertEqual(batch.line_ids.state, "removed")

    def test_reset_to_draft_may_leave_the_document_in_its_batch(self):
        move = self.invoice()
        batch = self.env["acct.link.batch"].browse(move.action_acct_link_batch()["res_id"])
        self.walk(
            f"customer-invoices/{move.id}",
            f"""
            await click("button[name=button_draft]");
            await click(".modal button[name=action_leave]", "Leave in its Batch");
            await find(".o_statusbar_status .o_arrow_button_current", "Draft");
            await click("button[name=action_post]");
            await find(".o_statusbar_status .o_arrow_button_current", "Posted");
            await find("button[name=action_acct_link_open_batch]", "{batch.name}");
            """,
        )
        self.assertEqual(batch.line_ids.mapped("state"), ["ready"])
        batch.action_upload()
        self.run_loop()
        self.assertExact(batch.line_ids)

    def test_reset_to_draft_can_be_thought_better_of(self):
        move = self.invoice()
        batch = self.env["acct.link.batch"].browse(move.action_acct_link_batch()["res_id"])
        self.walk(
            f"customer-invoices/{move.id}",
            """
            await click("button[name=button_draft]");
            await click(".modal button[special=cancel]");
            await vanish(".modal");
            await find(".o_statusbar_status .o_arrow_button_current", "Posted");
            """,
        )
        self.assertEqual((move.state, batch.line_ids.state), ("posted", "ready"))

    def test_failed_document_is_repaired_and_retried_from_the_invoice(self):
        move = self.invoice(partner=self.twins())
        [line] = self.upload(move)
        self.assertEqual(line.state, "failed")
        move.partner_id.name = "Single Peak Ltd"
        self.walk(
            "acct-link-dashboard",
            f"""
            await click(".o_kanban_record a", "Failed: 1");
            await click(".o_data_cell", "{move.name}");
            await click("a, .o_form_uri", "{move.name}");
            await find(".alert-danger", "Merge them in Xero, then retry.");
            await click("button[name=action_acct_link_retry]");
            await find("button[name=action_acct_link_open_batch]", "Waiting");
            """,
        )
        self.run_loop()
        self.assertEqual(move.acct_link_state, "uploaded", line.problem_text)

    def test_page_of_a_batch_follows_its_upload_where_no_websocket_gets_through(self):
        """As in these tests; test_live_page.py has one. Its clock goes a hundred times faster."""
        action = self.invoice().action_acct_link_batch()
        batch = self.env["acct.link.batch"].browse(action["res_id"])
        self.walk(
            f"acct-link-batches/{batch.id}",
            f"""
            const {{ browser }} = odoo.loader.modules.get("@web/core/browser/browser");
            const setInterval = browser.setInterval;
            browser.setInterval = (callback, pause) => setInterval(callback, pause / 100);
            await click("button[name=action_upload]");
            await find("[role=status]", "goes on in the background");
            await fetch("/web/dataset/call_kw/acct.link.batch/action_stop", {{
                method: "POST",
                headers: {{"Content-Type": "application/json"}},
                body: JSON.stringify({{params: {{
                    model: "acct.link.batch", method: "action_stop", args: [[{batch.id}]],
                    kwargs: {{}},
                }}}}),
            }});
            await find(".o_statusbar_status .o_arrow_button_current", "Ready");
            """,
        )
        self.assertEqual(batch.state, "draft")

    def test_graph_shows_good_green_and_bad_red_whatever_comes_first(self):
        self.upload(self.invoice() + self.invoice(partner=self.twins()))
        self.walk(
            "acct-link-weeks",
            """
            await find(".o_graph_renderer canvas");
            const colors = () =>
                Object.fromEntries(
                    Chart.getChart(document.querySelector(".o_graph_renderer canvas"))
                        .data.datasets.map((each) => [
                            each.label, each.borderColor || each.backgroundColor,
                        ])
                );
            const expect = () => {
                const shown = colors();
                if (shown.Uploaded !== "#28a745" || shown.Failed !== "#d44c59") {
                    throw new Error(JSON.stringify(shown));
                }
            };
            expect();
            await click(".o_graph_button[data-mode=line]");
            await new Promise((done) => setTimeout(done, 500));
            expect();
            await click(".o_graph_button[data-mode=pie]");
            await new Promise((done) => setTimeout(done, 500));
            const pie = Chart.getChart(document.querySelector(".o_graph_renderer canvas")).data;
            if (pie.labels.length !== pie.datasets[0].backgroundColor.length) {
                throw new Error("the pie has not as many colours as pieces");
            }
            """,
        )

    def test_list_tells_why_a_document_is_not_offered(self):
        self.invoice()
        draft = self.invoice(post=False)
        self.walk(
            "acct-link-create-batch",
            """
            if (document.querySelector("[name=acct_link_reason]")) {
                throw new Error("the reason takes room where there is none");
            }
            await click(".o_facet_remove");
            await click(".o_searchview_dropdown_toggler");
            await click(".o_filter_menu .o_menu_item", "Not offered, and why");
            await find("td[name=acct_link_reason]", "not posted");
            """,
        )
        self.assertFalse(draft.acct_link_state)

    def test_list_is_searched_by_dates_typed_in(self):
        early, middle, late = (
            self.invoice(invoice_date=f"2026-03-{day}").name for day in ("02", "15", "28")
        )
        self.walk(
            "acct-link-create-batch",
            f"""
            const numbers = () =>
                [...document.querySelectorAll("td[name=name]")].map((each) => each.textContent);
            const search = async (what, date) => {{
                await fill(".o_searchview_input", date);
                await click(".o_searchview_autocomplete .o-dropdown-item", what);
                await find(".o_facet_values", what === "Date from" ? "03/10" : "03/20");
            }};
            await find("td[name=name]", "{late}");
            await search("Date from", "03/10/2026");
            await search("Date until", "03/20/2026");
            for (let tries = 0; numbers().length !== 1; tries++) {{
                if (tries > 200) {{
                    throw new Error(`found ${{numbers()}} instead of {middle}, not {early}`);
                }}
                await new Promise((done) => setTimeout(done, 50));
            }}
            await find("td[name=name]", "{middle}");
            """,
        )

    def test_somebody_without_the_role_sees_the_badge_and_nothing_else(self):
        move = self.invoice()
        move.action_acct_link_batch()
        self.env.user.group_ids -= self.env.ref("acct_link_batch.group_acct_link_administrator")
        self.env.user.group_ids -= self.env.ref("acct_link_batch.group_acct_link_user")
        self.assertFalse(self.env.user.has_group("acct_link_batch.group_acct_link_user"))
        self.walk(
            f"customer-invoices/{move.id}",
            """
            await find("button[name=button_draft]");
            if (document.querySelector("button[name^=action_acct_link]")) {
                throw new Error("there are buttons of the link");
            }
            if (document.body.textContent.includes("Accounting Link")) {
                throw new Error("there is a menu of the link");
            }
            await click(".o_cp_action_menus button:has(.fa-cog)");
            await find(".o_menu_item", "Duplicate");
            for (const item of document.querySelectorAll(".o_menu_item")) {
                if (/Upload|Park|Unpark|in the Books/.test(item.textContent)) {
                    throw new Error(`there is the action ${item.textContent}`);
                }
            }
            """,
        )
