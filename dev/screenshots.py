"""Pictures of every screen, at 1400 and 800 pixels, from a demo with something to repair.

python dev/screenshots.py [FOLDER]      default .state/screenshots
"""

import pathlib
import sys

import demo
from browser import Browser
from database import database_name
from odoo_server import OdooServer, Person
from postgres import ROOT, STATE
from standin import StandIn

WIDTHS = (1400, 800)
NOT_OFFERED = ".o_filter_menu .o_menu_item:nth-of-type(6)"


class Photographer:
    def __init__(self, browser, server, folder):
        self.browser = browser
        self.url = server.url
        self.folder = folder

    def take(self, name, path, ready, *clicks):
        """One screen in every width; `clicks` are (selector, ready) pairs done before."""
        for width in WIDTHS:
            self.browser.resize(width)
            self.browser.open(f"{self.url}/odoo/{path}", ready)
            for selector, shown in clicks:
                self.browser.click(selector, shown)
            self.browser.picture(self.folder / f"{name}_{width}.png")
        print(f"  {name}", flush=True)


def make_trouble(person, company_id):
    """Invoices of which some fail, and a draft. :return: ids of those that are posted"""
    names = ["Twin Peaks Ltd", "Kauri Timber", "Harbour Cafe", "Tui Brewing"]
    partners = [person.call("res.partner", "create", {"name": name}) for name in names]
    [tax] = person.search_read(
        "account.tax",
        [["company_id", "=", company_id], ["type_tax_use", "=", "sale"], ["amount", "=", 15]],
        ["id"], limit=1,
    )  # fmt: skip
    moves = []
    for number, partner in enumerate(partners * 2):
        moves.append(
            person.call(
                "account.move",
                "create",
                {
                    "move_type": "out_invoice",
                    "partner_id": partner,
                    "invoice_date": f"2026-11-{number + 3:02}",
                    "invoice_line_ids": [
                        [0, 0, {
                            "name": "Site survey", "quantity": 2 + number, "price_unit": 180,
                            "tax_ids": [[6, 0, [tax["id"]]]] if number != 1 else [[5]],
                        }]
                    ],
                },
            )
        )  # fmt: skip
    person.call("account.move", "action_post", moves)
    person.call("account.move", "copy", moves[2:3])  # a draft, which is not offered
    return moves


def main():
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else STATE / "screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    sys.path.insert(0, str(ROOT))
    port = demo.free_port(0)
    dbname = database_name("screenshots")
    demo.make_database(dbname)
    stand_in = StandIn(f"http://localhost:{port}/acct_link_xero/callback")
    server = OdooServer(dbname, port)
    browser = Browser()
    try:
        server.start()
        person = Person(server, "admin", "admin")
        [company] = person.search_read("res.company", [["name", "=", demo.COMPANY]], ["id"])
        person.context = {"allowed_company_ids": [company["id"]]}
        person.call("ir.config_parameter", "set_param", "web.base.url", server.url)
        browser.take_session(server.url, person, company["id"])
        shoot(Photographer(browser, server, folder), person, stand_in, company["id"])
    finally:
        browser.stop()
        server.stop()
        stand_in.stop()


def shoot(photographer, person, stand_in, company_id):
    take = photographer.take
    take("dashboard_empty", "acct-link-dashboard", ".o_view_nocontent")
    take("interfaces_empty", "acct-link-interfaces", ".o_view_nocontent")
    interface_id, tenant = demo.connect(person, stand_in, company_id)
    take("interface_unmapped", f"acct-link-interfaces/{interface_id}", ".o_form_view")
    demo.map_codes(person, interface_id)
    demo.upload(person, stand_in)
    moves = make_trouble(person, company_id)
    take("available", "acct-link-create-batch", ".o_list_view .o_data_row")
    take(
        "available_selected", "acct-link-create-batch", ".o_list_view .o_data_row",
        (".o_list_view thead input[type=checkbox]", "button[name=action_acct_link_batch]"),
    )  # fmt: skip
    person.call("acct.link.park", "action_confirm", [
        person.call("acct.link.park", "create", {
            "kind": "parked", "reason": "Disputed by the customer", "move_ids": [[6, 0, moves[-1:]]]
        })
    ])  # fmt: skip
    take(
        "not_offered", "acct-link-create-batch", ".o_list_view .o_data_row",
        (".o_searchview .o_facet_remove", ".o_list_view"),
        (".o_searchview_dropdown_toggler", ".o_search_bar_menu"),
        (NOT_OFFERED, ".o_list_view td[name=acct_link_reason]"),
        (".o_searchview_dropdown_toggler", ".o_list_view"),
    )  # fmt: skip
    action = person.call("account.move", "action_acct_link_batch", moves[:5])
    batch_id = action["res_id"]
    take("batch_draft", f"acct-link-batches/{batch_id}", ".o_form_view .o_data_row")
    person.call("acct.link.batch", "action_upload", [batch_id])
    demo.watch(person, batch_id)
    take("batch_failed", f"acct-link-batches/{batch_id}", ".o_form_view .o_data_row")
    take("dashboard", "acct-link-dashboard", ".o_kanban_record:not(.o_kanban_ghost)")
    take("weeks", "acct-link-weeks", ".o_graph_renderer canvas")
    take("lines", f"acct-link-batches/{batch_id}", ".o_form_view .o_data_row",
         (".oe_stat_button", ".o_list_view .o_data_row"))  # fmt: skip
    take("invoice_uploaded", f"customer-invoices/{moves[1]}", ".o_form_view")
    take("batches", "acct-link-batches", ".o_list_view .o_data_row")
    take("parked", "acct-link-parked", ".o_list_view .o_data_row")
    take("interface", f"acct-link-interfaces/{interface_id}", ".o_form_view")
    take("journal", "acct-link-journal", ".o_list_view .o_data_row")
    take("invoice", f"customer-invoices/{moves[0]}", ".o_form_view")
    take(
        "reset", f"customer-invoices/{moves[0]}", ".o_form_view",
        ("button[name=button_draft]", ".modal-dialog"),
    )  # fmt: skip
    take("invoices", "customer-invoices", ".o_list_view .o_data_row")


if __name__ == "__main__":
    main()
