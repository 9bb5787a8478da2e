"""Pictures of every screen, at 1400 and 800 pixels, from a demo with something to repair.

python dev/screenshots.py [NAME ...]

Goes through the stages of screens.py, puts the pictures into .state/screenshots, and those that
manuals and descriptions show into their places, made small. With names only these are taken.
"""

import argparse
import io
import sys

from PIL import Image

import clerk
import demo
from browser import Browser
from database import COMMON, database_name
from kit.systems import get_payrolls
from kit.systems.myob.standin import MyobStandIn
from kit.systems.qbo.standin import QboStandIn
from kit.systems.xero.standin import XeroStandIn
from odoo_server import OdooServer, Person, free_port
from postgres import ROOT, STATE, Failure
from screens import MYOB, PAYROLL, QUICKBOOKS, SCREENS, XERO
from stories.myob import MyobStory
from stories.payroll import PayrollStory
from stories.quickbooks import QuickBooksStory
from stories.xero import XeroStory

FOLDER = STATE / "screenshots"
USED_WIDTH, WIDTHS = 1400, (1400, 800)
MAX_BYTES = 150_000
# Of what went on meanwhile, which lie over the page.
CLOSE_MESSAGES = "document.querySelectorAll('.o_notification_close').forEach((it) => it.click())"
# (story, its stages, stand-in, path that its sign-in comes back to, add-ons)
STORIES = (
    (XeroStory, XERO, XeroStandIn, "acct_link_xero/callback", COMMON),
    (QuickBooksStory, QUICKBOOKS, QboStandIn, "acct_link_qbo/callback", COMMON),
    (MyobStory, MYOB, MyobStandIn, "acct_link_myob/callback", COMMON),
    (
        PayrollStory,
        PAYROLL,
        XeroStandIn,
        "acct_link_xero/callback",
        get_payrolls()["NZ"].add_ons,
    ),
)


# === PICTURES === #


def take(browser, url, screen, kept):
    for width in WIDTHS:
        browser.resize(width)
        browser.open(f"{url}/odoo/{screen.path.format(**kept)}", screen.ready)
        for click in screen.clicks:
            browser.click(*click)
        if screen.file:
            browser.choose_file(".modal input[type=file]", "links.csv", screen.file)
        for click in screen.then:
            browser.click(*click)
        browser.run(CLOSE_MESSAGES)
        browser.wait("body:not(:has(.o_notification))")  # and what is still read, is
        picture = make_small(browser.picture())
        (FOLDER / f"{screen.name}_{width}.png").write_bytes(picture)
        if width == USED_WIDTH:
            for path in screen.used:
                (ROOT / path).write_bytes(picture)
    print(f"  {screen.name}", flush=True)


def make_small(png):
    """Screens have few colours: a palette is a third of the size and looks the same; a picture
    that is still too large loses pixels. :return: PNG of at most MAX_BYTES
    """
    full = Image.open(io.BytesIO(png)).convert("RGB")
    for percent in range(100, 40, -10):
        size = [side * percent // 100 for side in full.size]
        image = full if percent == 100 else full.resize(size, Image.Resampling.LANCZOS)
        small = io.BytesIO()
        image.quantize(256, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
        if small.tell() <= MAX_BYTES:
            return small.getvalue()
    raise Failure("a picture does not get small enough")


# === THE STORIES === #


def tell(kind, stages, start_stand_in, callback, add_ons, wanted):
    """Play a story on a database of its own, as far as the last picture that is wanted.

    :param wanted: names of screens; empty: all
    """
    names = [{screen.name for screen in screens} for screens in stages.values()]
    last = max((at for at, some in enumerate(names) if not wanted or wanted & some), default=None)
    if last is None:
        return
    port = free_port()
    dbname = database_name("screenshots")
    demo.make_database(dbname, add_ons)
    stand_in = start_stand_in(f"http://localhost:{port}/{callback}")
    server = OdooServer(dbname, port)
    browser = Browser()
    try:
        server.start()
        person = Person(server, "admin", "admin")
        [company] = person.search_read("res.company", [["name", "=", demo.COMPANY]], ["id"])
        person.context = {"allowed_company_ids": [company["id"]]}
        person.call("ir.config_parameter", "set_param", "web.base.url", server.url)
        people = {False: person, True: Person(server, *clerk.make_user(person, company["id"]))}
        story = kind(person, stand_in, company["id"])
        for stage, screens in [*stages.items()][: last + 1]:
            getattr(story, stage)()
            for screen in screens:
                if not wanted or screen.name in wanted:
                    browser.take_session(server.url, people[screen.clerk], company["id"])
                    take(browser, server.url, screen, story.kept)
    finally:
        browser.stop()
        server.stop()
        stand_in.stop()


def main():
    parser = argparse.ArgumentParser(usage=__doc__.split("\n\n")[1])
    parser.add_argument("names", nargs="*")
    wanted = set(parser.parse_args().names)
    known = {screen.name for screen in SCREENS}
    if wanted - known:
        raise Failure(f"no such screen in screens.py: {', '.join(sorted(wanted - known))}")
    FOLDER.mkdir(parents=True, exist_ok=True)
    sys.path.insert(0, str(ROOT))
    for story in STORIES:
        tell(*story, wanted)


if __name__ == "__main__":
    try:
        main()
    except Failure as problem:
        sys.exit(f"screenshots: {problem}")
