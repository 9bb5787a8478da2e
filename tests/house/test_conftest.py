"""What conftest.py promises to every test."""

import os
import pathlib
import socket
import subprocess
import sys
import urllib.request

import pytest
import requests
import urllib3

from odoo.tests.common import TransactionCase

ROOT = pathlib.Path(__file__).resolve().parents[2]
SKIPPING = """
import unittest
from odoo.tests import common

class TestPages(unittest.TestCase):
    def test_one(self):
        common._find_executable()

    def test_two(self):
        common._find_executable()

    def test_elsewhere(self):
        self.skipTest("the moon is not full")

    def test_plain(self):
        pass
"""


@pytest.mark.parametrize(
    "reach_out",
    [
        lambda: socket.create_connection(("192.0.2.1", 80), timeout=1),
        lambda: socket.gethostbyname("example.org"),
        lambda: urllib.request.urlopen("http://example.org/", timeout=1),
        lambda: urllib3.PoolManager().request("GET", "http://192.0.2.1/", retries=3),
        lambda: requests.get("http://example.org/", timeout=1),
    ],
)
def test_the_outside_is_out_of_reach(reach_out, network_guard):
    with pytest.raises(RuntimeError, match="tried to reach"):
        reach_out()
    assert len(network_guard.attempts) == 1
    network_guard.attempts.clear()


def test_this_machine_can_be_reached(network_guard):
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(("localhost", server.getsockname()[1]), timeout=5).close()
    assert not network_guard.attempts


class TestTopLevel(TransactionCase):
    def test_is_tagged_like_an_addons_test(self):
        self.assertEqual(self.test_tags, {"standard", "post_install"})


def run_pytest(folder, path):
    """:param path: where programs are looked for. :return: what pytest says, line by line"""
    (folder / "test_pages.py").write_text(SKIPPING)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:odoo", "-p", "conftest"]
    done = subprocess.run(
        [*command, "-p", "no:cacheprovider", folder],
        cwd=folder,
        env={**os.environ, "PATH": str(path), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.splitlines()


def test_the_last_line_counts_browser_tests_that_did_not_run(tmp_path):
    assert run_pytest(tmp_path, path=tmp_path)[-1] == (
        "2 browser tests did NOT run: Chrome executable not found. "
        "As root: apt-get install chromium wkhtmltopdf"
    )


def test_with_a_browser_the_last_line_is_pytests(tmp_path):
    browser = tmp_path / "chromium"
    browser.touch(mode=0o755)
    assert run_pytest(tmp_path, path=tmp_path)[-1].startswith("3 passed, 1 skipped")
