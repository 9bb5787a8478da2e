"""A stand-in as a process of its own."""

import pathlib
import signal
import subprocess
import sys

import pytest
import requests

from sandbox import myob, qbo

TOP = pathlib.Path(__file__).resolve().parents[2]
APP = "https://odoo.example.com/callback"


@pytest.mark.parametrize(
    ("system", "path", "asked"),
    [
        (
            "qbo",
            "connect/oauth2",
            {"client_id": qbo.CLIENT_ID, "scope": "com.intuit.quickbooks.accounting"},
        ),
        (
            "myob",
            "oauth2/account/authorize",
            {"client_id": myob.API_KEY, "scope": "sme-company-file", "prompt": "consent"},
        ),
    ],
)
def test_process_says_where_it_is_and_ends_when_told(system, path, asked):
    command = [sys.executable, "-m", f"sandbox.{system}", "--redirect-uri", APP]
    process = subprocess.Popen(command, cwd=TOP, stdout=subprocess.PIPE, text=True)
    try:
        url = process.stdout.readline().removeprefix("listening on ").strip()
        asked = {**asked, "redirect_uri": APP, "response_type": "code", "state": "x"}
        page = requests.get(f"{url}/{path}", params=asked, timeout=10)
        assert (page.status_code, APP in page.text) == (200, True)
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
