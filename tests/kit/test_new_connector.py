"""What docs/connector.md promises: a connector made from the template installs, and walks."""

import os
import shutil
import subprocess
import sys

import pytest

import new_connector
from database import drop_installed
from postgres import ROOT, locked

NAME = "brook"
# What a checkout has that a connector needs.
NEEDED = ("dev", "sandbox", "tests/kit", "tests/addons", "conftest.py", "setup.cfg", "ruff.toml")


@pytest.fixture
def checkout(tmp_path):
    """A copy of this checkout, on the databases of this one, so that no template is made anew."""
    ignored = shutil.ignore_patterns("__pycache__")
    for name in [*NEEDED, *(path.name for path in ROOT.glob("acct_link_*"))]:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tmp_path / name, ignore=ignored)
        else:
            shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / ".state").symlink_to(ROOT / ".state")
    with locked(NAME):  # another test run in this checkout would take the same databases
        yield tmp_path
        drop_installed("test", ("acct_link_batch", f"acct_link_{NAME}"))


@pytest.fixture
def made(checkout):
    """:return: paths of what is made in it"""
    return new_connector.make(NAME, checkout)


def test_connector_made_from_the_template_names_itself(checkout, made):
    left = [
        path
        for part in made
        for path in (part.rglob("*.*") if part.is_dir() else [part])
        if "ledger" in path.read_text().lower()
    ]
    assert not left
    assert (checkout / f"acct_link_{NAME}" / "__manifest__.py").is_file()
    check = [sys.executable, "-m", "ruff", "check", "-q", *made]
    assert not subprocess.run(check, cwd=checkout, check=False).returncode


@pytest.mark.every_case  # the ledger is played, and this is the ledger by another name
def test_connector_made_from_the_template_walks(checkout, made):
    walk = [sys.executable, "-m", "pytest", "-q", "-p", "no:odoo", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*walk, "tests/kit/test_walk.py", "-k", "puts_every_kind"],
        cwd=checkout,
        env={**os.environ, "SYSTEM": NAME},
        capture_output=True,
        text=True,
        check=False,
    )
    assert not done.returncode, done.stdout[-3000:]


@pytest.mark.parametrize("name", ["Brook", "two words", "b1", "../b", "", "ledger", "common"])
def test_name_that_cannot_be_one_is_refused(name):
    with pytest.raises(ValueError, match="word|already"):
        new_connector.make(name)
