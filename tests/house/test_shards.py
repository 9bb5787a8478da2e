"""Runs of pytest side by side, as `make test` starts them (dev/shards.py, dev/run_tests.py)."""

import re
import sys
from types import SimpleNamespace

import pytest
from test_conftest import ROOT

sys.path.insert(0, str(ROOT / "dev"))

import run_tests  # noqa: E402
import shards  # noqa: E402

FILES, TESTS = 6, 3
PLAIN = "import pytest\n@pytest.mark.parametrize('n', range(3))\ndef test_plain(n):\n    pass\n"


@pytest.fixture
def side_by_side(tmp_path, monkeypatch, capfd):
    """Call it to run what is in the folder; it returns the exit code and what was shown."""
    for number in range(FILES):
        (tmp_path / f"test_{number}.py").write_text(PLAIN)

    def pytest_without_odoo(_dbname, *arguments):
        plugins = [f"-pno:{name}" for name in ("odoo", "hypothesispytest")]
        return "-m", "pytest", *plugins, f"--rootdir={tmp_path}", *arguments, tmp_path

    def run():
        code = run_tests.run_all(["one", "other"])
        return code, capfd.readouterr().out

    monkeypatch.setattr(run_tests, "pytest", pytest_without_odoo)
    return run


def count(output, outcome):
    return sum(map(int, re.findall(rf"(\d+) {outcome}", output)))


def test_every_test_runs_in_one_of_the_runs_and_a_failure_makes_all_fail(side_by_side, tmp_path):
    (tmp_path / "test_bad.py").write_text("def test_bad():\n    assert 'kea' == 'kiwi'\n")
    code, output = side_by_side()
    assert code == 1
    assert count(output, "passed") == FILES * TESTS
    assert count(output, "failed") == 1
    assert "AssertionError: assert 'kea' == 'kiwi'" in output
    for number in range(FILES):
        assert len(re.findall(rf"test_{number}\.py \.\.\.\n", output)) == 1, output


def test_file_that_cannot_be_read_makes_all_fail(side_by_side, tmp_path):
    (tmp_path / "test_bad.py").write_text("import no_such_thing\n")
    code, output = side_by_side()
    assert code == 2
    assert "No module named 'no_such_thing'" in output


def test_run_that_dies_makes_all_fail_and_loses_no_other_file(side_by_side, tmp_path):
    (tmp_path / "test_bad.py").write_text("import os\ndef test_bad():\n    os._exit(0x2A)\n")
    code, output = side_by_side()
    assert code == 42
    dots = len(re.findall(r"test_\d\.py \.\.\.\n", output))
    assert dots >= FILES - 1, output


class Item:
    """A test, as shards.py looks at it."""

    def __init__(self, nodeid, system=None):
        self.nodeid = nodeid
        if system:
            self.callspec = SimpleNamespace(params={"system": SimpleNamespace(name=system)})


def test_tests_of_a_system_of_the_kit_are_claimed_together(tmp_path):
    items = [
        Item("tests/house/test_a.py::test_one"),
        Item("tests/kit/test_b.py::test_two[xero]", "xero"),
        Item("tests/kit/test_b.py::test_two[qbo]", "qbo"),
        Item("tests/kit/test_b.py::test_three"),
        Item("tests/kit/test_c.py::test_four[qbo]", "qbo"),
    ]
    shards.pytest_collection_modifyitems(items)
    first, second = (shards.claim(items, tmp_path) for _ in range(2))
    # The one with the most tests first, and no file that others have begun.
    assert [next(first).nodeid, next(second).nodeid] == [
        "tests/kit/test_b.py::test_two[qbo]",
        "tests/kit/test_b.py::test_two[xero]",
    ]
    assert [item.nodeid for item in first] == [
        "tests/kit/test_c.py::test_four[qbo]",
        "tests/house/test_a.py::test_one",
        "tests/kit/test_b.py::test_three",
    ]
    assert not list(second)


def test_longest_files_are_there():
    assert [path for path in shards.LONGEST if not (ROOT / path).exists()] == []
