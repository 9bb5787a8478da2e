"""The stand-in as a process and as a server in a thread."""

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from sandbox.xero import start

TOP = Path(__file__).resolve().parents[2]


@pytest.fixture
def process():
    command = [sys.executable, "-m", "sandbox.xero", "--port", "0"]
    with subprocess.Popen(command, cwd=TOP, stdout=subprocess.PIPE, text=True) as running:
        yield running
        if running.poll() is None:
            running.kill()


def test_process_tells_its_address_and_ends_on_sigterm(process):
    found = re.fullmatch(r"listening on (http://127\.0\.0\.1:\d+)\n", process.stdout.readline())
    assert requests.get(f"{found[1]}/_sandbox/calls", timeout=5).status_code == 200
    process.send_signal(signal.SIGTERM)
    assert process.wait(5) == 0


def test_connection_is_kept_alive(xero):
    import http.client

    port = xero.server.port
    connection = http.client.HTTPConnection("localhost", port, timeout=5)
    sockets = set()
    for _ in range(3):
        connection.request("GET", "/_sandbox/settings")
        connection.getresponse().read()
        sockets.add(connection.sock)
    assert len(sockets) == 1
    assert None not in sockets


def test_stop_closes_port_and_open_connections():
    server = start(minute_limit=7)
    session = requests.Session()
    assert session.get(f"{server.url}/_sandbox/settings", timeout=5).json()["minute_limit"] == 7
    server.stop()
    with pytest.raises(requests.ConnectionError):
        session.get(f"{server.url}/_sandbox/settings", timeout=5)


def test_two_servers_have_their_own_books(xero):
    other = start()
    try:
        xero.put("Invoices", xero.invoice())
        books = requests.get(f"{other.url}/_sandbox/books", timeout=5).json()
        assert books[xero.tenant]["invoices"] == []
    finally:
        other.stop()


def test_unknown_setting_is_refused_at_the_start():
    with pytest.raises(ValueError, match="no setting named speed"):
        start(speed=1)
