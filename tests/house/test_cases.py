"""`make test` plays a sample of the cases of tests/kit, `make proof` the others: none is lost."""

import os
import re
import subprocess
import sys

import pytest
from test_conftest import ROOT

sys.path.insert(0, str(ROOT / "dev"))

import run_tests  # noqa: E402

MARKED = """
import pytest
every_case = pytest.mark.every_case

@every_case
def test_marked():
    pass

@pytest.mark.parametrize("n", [1, pytest.param(2, marks=every_case), 3])
def test_partly(n):
    pass

class TestBoth:
    def test_plain(self):
        pass

    @every_case
    def test_marked(self):
        pass
"""


def collect(*arguments, every_case=False, cwd=ROOT):
    """:return: [ids of the tests that would run]"""
    environment = {name: value for name, value in os.environ.items() if name != "SYSTEM"}
    environment |= {"EVERY_CASE": "1" if every_case else "", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "pytest", "-q", "--collect-only", "-p", "no:odoo"]
    done = subprocess.run(
        [*command, "-p", "no:cacheprovider", *arguments],
        cwd=cwd, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert not done.returncode, done.stdout
    return [line for line in done.stdout.splitlines() if "::" in line]


@pytest.fixture(scope="module")
def kit():
    """:return: (all, those of `make test`, those of `make proof`)"""
    return (
        collect("tests/kit", every_case=True),
        collect("tests/kit"),
        collect("tests/kit", *run_tests.LEFT, every_case=True),
    )


def test_every_case_of_the_kit_runs_in_one_of_both_and_once(kit):
    every, sample, left = kit
    assert len(set(every)) == len(every)
    assert sorted(sample + left) == sorted(every)
    assert sample and left


@pytest.mark.parametrize(
    ("test", "axes"),
    [
        ("test_kill_leaves_books_exact", 3),
        ("test_late_commit_leaves_books_exact", 2),
        ("test_lost_lock", 2),
        ("test_refusal_in_the_midst_is_no_attempt", 1),
        ("test_kill_leaves_follow_up_done_once", 3),
        ("test_kill_in_refresh_loses_nothing", 2),
        ("test_kill_with_calls_in_flight", 3),
        ("test_person_stops_the_batch", 2),
    ],
)
def test_sample_has_every_system(kit, test, axes):
    every, sample, _left = (read_cases(ids, test) for ids in kit)
    assert {case[0] for case in sample} == {case[0] for case in every}
    assert all(len(case) == axes + 1 for case in every)


@pytest.mark.parametrize(
    "test", ["test_kill_leaves_books_exact", "test_kill_leaves_follow_up_done_once"]
)
def test_sample_has_every_write_and_every_point_of_each_system(kit, test):
    every, sample, _left = (read_cases(ids, test) for ids in kit)
    for system in {case[0] for case in every}:
        for axis in zip(*(case for case in every if case[0] == system), strict=True):
            wanted = set(axis) - {"strict"}  # only where the system asks for it
            kept = {value for case in sample if case[0] == system for value in case}
            assert wanted <= kept


def test_systems_together_have_every_point_of_every_follow_up(kit):
    every, sample, _left = (
        {tuple(case[2:]) for case in read_cases(ids, "test_kill_leaves_follow_up_done_once")}
        for ids in kit
    )
    assert sample == every


def read_cases(ids, test):
    """:return: [[value of each axis]] of the cases of a test"""
    found = [re.fullmatch(rf".*::{test}\[(.*)\]", each) for each in ids]
    return [match[1].split("-") for match in found if match]


def test_mark_keeps_a_test_out_until_every_case_is_asked_for(tmp_path):
    (tmp_path / "test_some.py").write_text(MARKED)
    here = ["-p", "conftest", f"--rootdir={tmp_path}", str(tmp_path)]
    plain = ["test_partly[1]", "test_partly[3]", "test_plain"]
    marked = ["test_marked", "test_marked", "test_partly[2]"]

    def names(*arguments, **values):
        ids = collect(*arguments, *here, cwd=tmp_path, **values)
        return sorted(each.rpartition("::")[2] for each in ids)

    assert names() == plain
    assert names(*run_tests.LEFT, every_case=True) == marked
    assert names(every_case=True) == sorted(plain + marked)
