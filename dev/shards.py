"""Pytest plugin: several runs side by side share the files of tests among them.

Every run collects the same tests. Before it runs those of a file it claims the file, by a mark
in the folder `--claims`; what another run has claimed it leaves. The longest come first, so that
all runs end at about the same time. Of the proof kit it claims a system instead, as the tests of a
system share a database.
"""

import itertools
import pathlib
from collections import Counter

import pytest

# After the kit; by seconds, longest first; the others follow as they are collected. `--durations`
# tells.
LONGEST = (
    "tests/kit/test_new_connector.py",
    "tests/proof/test_lifecycle.py",
    "tests/proof/test_server.py",
    "tests/jobs/test_jobs.py",
    "tests/proof/test_counted.py",
    "tests/screens/test_buttons.py",
    "tests/screens/test_screens.py",
    "tests/screens/test_live_walk.py",
    "tests/proof/test_file_uninstall.py",
    "tests/screens/test_live_page.py",
    "tests/proof/test_kill_file.py",
)


def pytest_addoption(parser):
    parser.addoption("--claims", type=pathlib.Path, help="folder that the runs share")


def pytest_collection_modifyitems(items):
    counts = Counter(map(part_of, items))
    parts = sorted(counts, key=lambda part: rank(part, counts))
    order = {part: number for number, part in enumerate(parts)}
    items.sort(key=lambda item: order[part_of(item)])


def rank(part, counts):
    """:param counts: {part: how many tests}; :return: what parts are sorted by"""
    if part.startswith("system "):
        return -1, -counts[part]
    return (LONGEST.index(part) if part in LONGEST else len(LONGEST)), 0


def part_of(item):
    """:return: what is claimed with a test: its file, or its system"""
    path = item.nodeid.partition("::")[0]
    values = item.callspec.params if hasattr(item, "callspec") else {}
    if path.startswith("tests/kit/") and "system" in values:
        return f"system {values['system'].name}"
    return path


def claim(items, folder):
    """Yield the tests of the parts that this run is the first to claim."""
    for part, group in itertools.groupby(items, part_of):
        try:
            (folder / part.replace("/", "+")).touch(exist_ok=False)
        except FileExistsError:
            continue
        yield from group


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session):
    """As pytest's own loop, with the tests that are claimed on the way."""
    if session.testsfailed:
        raise session.Interrupted(f"{session.testsfailed} errors during collection")
    # The next test is known before one ends: it says which fixtures are still needed.
    mine = itertools.chain(claim(session.items, session.config.option.claims), [None])
    for item, following in itertools.pairwise(mine):
        item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.shouldfail:
            raise session.Failed(session.shouldfail)
        if session.shouldstop:
            raise session.Interrupted(session.shouldstop)
    return True
