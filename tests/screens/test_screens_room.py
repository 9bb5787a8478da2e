"""Room on the screens, measured in a real browser at two widths."""

from test_screens import ScreensCommon

from odoo.tests import tagged

# Tabs have one top if they stand in one row.
ONE_ROW_OF_TABS = """
    await find(".o_notebook_headers .nav-link", "Technical");
    const tabs = [...document.querySelectorAll(".o_notebook_headers .nav-link")].filter(
        (each) => each.offsetParent
    );
    const rows = new Set(tabs.map((each) => Math.round(each.getBoundingClientRect().top)));
    if (rows.size !== 1 || tabs.length < 7) {
        throw new Error(`${tabs.length} tabs stand in ${rows.size} rows`);
    }
"""
# A list chooses its columns by the width that it finds, so it is given a moment.
NOT_SIDEWAYS = """
    const isWide = (list) => list.scrollWidth > list.clientWidth + 1;
    for (let tries = 0; [...document.querySelectorAll(".o_list_renderer")].some(isWide); tries++) {
        if (tries > 60) {
            const wide = [...document.querySelectorAll(".o_list_renderer")].filter(isWide);
            throw new Error(`${wide[0].scrollWidth} pixels in ${wide[0].clientWidth}`);
        }
        await new Promise((done) => setTimeout(done, 50));
    }
"""
# Odoo cuts what a badge has no room for.
NOTHING_CUT = """
    for (const badge of document.querySelectorAll(".o_data_row [name=state] .badge")) {
        if (badge.scrollWidth > badge.clientWidth + 1) {
            throw new Error(`${badge.textContent} has ${badge.clientWidth} pixels`);
        }
    }
"""
# The name of the page, before its last button.
TITLE_NOT_CUT = """
    await find(".o_data_row");
    const title = document.querySelector(".o_last_breadcrumb_item > span");
    if (title.scrollWidth > title.clientWidth + 1) {
        throw new Error(`the title has ${title.clientWidth} of ${title.scrollWidth} pixels`);
    }
"""
QUARTER = 225  # pixels of a window of 1400 x 900


class RoomCommon(ScreensCommon):
    def fail(self, count):
        """:return: acct.link.batch with as many documents that failed, each with its reason"""
        Partner = self.env["res.partner"]
        twins = Partner.create({"name": "Twin Peaks Ltd"})
        moves = self.invoices(count, partner=twins) + self.invoice()
        return self.upload(moves).batch_id

    def each_state(self):
        """:return: acct.link.batch with a document in each state that a line can be in"""
        states = dict(self.env["acct.link.batch.line"]._fields["state"].selection)
        states.pop("removed")
        action = self.invoices(len(states)).action_acct_link_batch()
        batch = self.env["acct.link.batch"].browse(action["res_id"])
        for line, state in zip(batch.line_ids, states, strict=True):
            line.sudo().state = state
        return batch

    def assertRoomForStates(self):
        """The widths are those of the first look at a batch, and stay while it is uploaded."""
        steps = 'await find(".o_data_row [name=state] .badge", "Being checked");'
        self.walk(f"acct-link-batches/{self.each_state().id}", steps + NOTHING_CUT + NOT_SIDEWAYS)


@tagged("post_install", "-at_install")
class TestScreensRoom(RoomCommon):
    browser_size = "1400x900"

    def test_tabs_of_an_interface_stand_in_one_row(self):
        for connector in ("xero", "qbo", "myob"):
            with self.subTest(connector=connector):
                interface = self.interface
                if connector != interface.connector:
                    interface = interface.sudo().create(
                        {
                            "name": f"To {connector}",
                            "connector": connector,
                            "company_id": self.env.company.id,
                            "office_ids": False,
                        }
                    )
                self.walk(f"acct-link-interfaces/{interface.id}", ONE_ROW_OF_TABS)

    def test_three_failures_fit_in_a_quarter_of_a_batch(self):
        batch = self.fail(3)
        self.assertEqual(batch.failed_count, 3)
        self.walk(
            f"acct-link-batches/{batch.id}",
            f"""
            await find(".o_acct_link_problem", "Twin Peaks Ltd");
            const rows = [...document.querySelectorAll(".o_data_row")].filter((each) =>
                each.querySelector(".o_acct_link_problem")
            );
            const height = rows.reduce((sum, each) => sum + each.offsetHeight, 0);
            if (rows.length !== 3 || height > {QUARTER}) {{
                throw new Error(`${{rows.length}} failures take ${{height}} pixels`);
            }}
            const weight = (selector) => getComputedStyle(rows[0].querySelector(selector));
            const bold = Number(weight(".o_acct_link_problem").fontWeight);
            if (bold < 600 || Number(weight(".o_acct_link_cure").fontWeight) >= bold) {{
                throw new Error("the problem does not stand out");
            }}
            const widths = [...document.querySelectorAll(".o_list_table th")].map(
                (each) => each.offsetWidth
            );
            const own = document.querySelector("th[data-name=problem_advice]").offsetWidth;
            if (own < Math.max(...widths)) {{
                throw new Error(`Problem and Cure has ${{own}} of ${{widths}} pixels`);
            }}
            {NOT_SIDEWAYS}
            """,
        )

    def test_states_of_documents_are_not_cut(self):
        self.assertRoomForStates()

    def test_title_of_customers_to_match_is_not_cut(self):
        self.fail(1)
        self.walk("customers-to-match", TITLE_NOT_CUT)


@tagged("post_install", "-at_install")
class TestScreensRoomNarrow(RoomCommon):
    browser_size = "800x900"

    def test_states_of_documents_are_not_cut(self):
        self.assertRoomForStates()

    def test_title_of_customers_to_match_is_not_cut(self):
        self.fail(1)
        self.walk("customers-to-match", TITLE_NOT_CUT)

    def test_batch_with_failures_need_not_be_scrolled_sideways(self):
        batch = self.fail(2)
        self.walk(
            f"acct-link-batches/{batch.id}",
            f"""
            await find(".o_acct_link_problem", "Twin Peaks Ltd");
            const own = document.querySelector("th[data-name=problem_advice]").offsetWidth;
            if (own < 130) {{
                throw new Error(`Problem and Cure has ${{own}} pixels`);
            }}
            {NOT_SIDEWAYS}
            """,
        )

    def test_check_with_stopped_documents_need_not_be_scrolled_sideways(self):
        move = self.invoice(post=False)
        self.interface.default_tax_id = False
        move.invoice_line_ids.tax_ids = self.tax.copy({"name": "Unlinked"})
        move.action_post()
        action = move.action_acct_link_batch()
        self.walk(
            f"acct-link-batches/{action['res_id']}",
            f"""
            await click("button[name=action_check]");
            await find(".modal .o_data_row .o_acct_link_problem");
            {NOT_SIDEWAYS}
            """,
        )
