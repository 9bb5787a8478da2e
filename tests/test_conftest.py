"""What conftest.py promises to every test."""

import socket
import urllib.request

import pytest
import requests
import urllib3

from odoo.tests.common import TransactionCase


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
