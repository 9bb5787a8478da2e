"""Pytest plugin: several runs side by side share the files of tests among them.

Every run collects the same tests. Before it runs those of a file it claims the file, by a mark
in the folder `--claims`; what another run has claimed it leaves. The longest come first, so that
all runs end at about the same time.
"""

import itertools
import pathlib

import pytest

# The proof kit first, as its files share databases; by seconds, longest first; the others follow
# as they are collected. `--durations` tells.
LONGEST = (
    "tests/kit/test_kill.py",
    "tests/kit/test_soak.py",
    "tests/kit/test_faults.py",
    "tests/kit/test_at_once.py",
    "tests/kit/test_in_flight.py",
    "tests/kit/test_walk.py",
    "tests/kit/test_new_connector.py",
    "tests/kit/test_kill_at_random.py",
    "tests/kit/test_kill_follow_ups.py",
    "tests/kit/test_settle.py",
    "tests/kit/test_quota.py",
    "tests/kit/test_signed_in.py",
    "tests/kit/test_security.py",
    "tests/proof/test_lifecycle.py",
    "tests/proof/test_server.py",
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


def rank(path):
    return LONGEST.index(path) if path in LONGEST else len(LONGEST)


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: rank(path_of(item)))


def path_of(item):
    return item.nodeid.partition("::")[0]


def claim(items, folder):
    """Yield the tests of the files that this run is the first to claim."""
    for path, group in itertools.groupby(items, path_of):
        try:
            (folder / path.replace("/", "+")).touch(exist_ok=False)
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
