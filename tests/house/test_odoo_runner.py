"""Whoever uses Odoo's own runner sees the tests of an add-on, too, and whether they fail."""

import pathlib
import re
import shutil
import sys
import unittest

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "dev"))

from odoo.tests import loader  # noqa: E402

from odoo.addons.acct_link_batch.tests.common_plain import PlainTests  # noqa: E402

from database import (  # noqa: E402
    ADD_ONS,
    LINKS,
    LOGS,
    clone,
    database_name,
    drop,
    ensure_installed,
    odoo_conf,
    run_odoo,
)
from odoo_server import free_port  # noqa: E402

ADDON = "acct_link_xero"


def find_tests(addon):
    """:return: {stem of a file: {(test case, name)}} of what the runner finds in an add-on"""
    found = {}
    for module in loader.get_test_modules(addon):
        for case in loader.get_module_test_cases(module):
            name = case._testMethodName
            stem = name if isinstance(case, PlainTests) else module.__name__.rpartition(".")[2]
            found.setdefault(stem, set()).add((type(case), name))
    return found


@pytest.mark.parametrize("addon", ADD_ONS)
def test_every_file_is_found_in_one_way(addon):
    stems = [path.stem for path in (ROOT / addon / "tests").rglob("test_*.py")]
    assert len(stems) == len(set(stems)), "a plain test is named by its file"
    found = find_tests(addon)
    assert set(found) == set(stems)
    for stem, tests in found.items():
        ways = {issubclass(test_case, PlainTests) for test_case, _name in tests}
        assert len(ways) == 1, f"{stem}.py has plain tests and test cases"


@pytest.mark.parametrize("addon", ADD_ONS)
def test_every_test_of_a_test_case_is_found(addon):
    """Also those it inherits."""
    found = set().union(*find_tests(addon).values())
    for test_case in {test_case for test_case, _name in found}:
        names = unittest.TestLoader().getTestCaseNames(test_case)
        assert not {(test_case, name) for name in names} - found


@pytest.fixture
def database():
    dbname = database_name("runner")
    clone(ensure_installed("test", [LINKS]), dbname)
    yield dbname
    drop(dbname)


def test_a_test_that_fails_fails_the_run(database, tmp_path):
    for name in ADD_ONS:
        if name == ADDON:
            shutil.copytree(ROOT / name, tmp_path / name)
        else:
            (tmp_path / name).symlink_to(ROOT / name)
    wrong = tmp_path / ADDON / "tests" / "test_wrong.py"
    wrong.write_text("def test_sum():\n    total = 1 + 1\n    assert total == 3\n")
    conf = odoo_conf(database, free_port(), addons_path=tmp_path)
    tags = ",".join(f"/{ADDON}:TestPlain.{stem}" for stem in ("test_lib_same", "test_wrong"))
    log = LOGS / f"{database}.log"
    args = ["-u", ADDON, "--test-enable", "--test-tags", tags, "--stop-after-init"]
    assert run_odoo(conf, args, log, cwd=tmp_path) == 1
    said = log.read_text()
    assert re.search(r"\b1 failed, 0 error\(s\) of 2 tests\b", said), said[-3000:]
    assert "FAIL: TestPlain.test_wrong" in said
    assert "assert 2 == 3" in said
