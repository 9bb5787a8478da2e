"""The manuals' pictures: each is there, is on the list that makes it, and is shown somewhere."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "dev"))

from screens import SCREENS  # noqa: E402

MAX_BYTES = 150_000
PAGES = [
    ROOT / "README.md",
    *sorted(ROOT.glob("docs/**/*.md")),
    *sorted(ROOT.glob("acct_link_*/README.*")),
    *sorted(ROOT.glob("acct_link_*/readme/*.md")),
    *sorted(ROOT.glob("acct_link_*/static/description/index.html")),
]


def shown(page):
    """Paths of the pictures a page shows, from the root."""
    text = page.read_text()
    for link in re.findall(r'!\[[^]]*\]\(([^)]+)\)|<img[^>]* src="([^"]+)"', text):
        target = (page.parent / (link[0] or link[1])).resolve()
        yield str(target.relative_to(ROOT))


def placed():
    """Paths of the pictures that lie in the repository, icons left out."""
    for folder in (ROOT / "docs", *ROOT.glob("acct_link_*/static/description")):
        for path in folder.rglob("*.*"):
            if path.suffix in (".png", ".jpg", ".jpeg", ".gif", ".webp") and path.stem != "icon":
                yield str(path.relative_to(ROOT))


def test_pictures_that_are_shown_are_there_and_on_the_list():
    made = {path for screen in SCREENS for path in screen.used}
    of_pages = {path for page in PAGES for path in shown(page)}
    assert of_pages, "no page shows a picture"
    assert of_pages <= made, "dev/screens.py does not make them"
    assert made <= of_pages, "dev/screens.py makes them, but no page shows them"
    assert set(placed()) == made, "pictures nobody makes, or not made yet: make screenshots"


def test_every_picture_is_small():
    heavy = [path for path in placed() if (ROOT / path).stat().st_size > MAX_BYTES]
    assert not heavy


def test_every_screen_has_a_name_and_places_of_its_own():
    names = [screen.name for screen in SCREENS]
    assert len(set(names)) == len(names)
    places = [path for screen in SCREENS for path in screen.used]
    assert len(set(places)) == len(places)
