"""The stand-in as a process of its own."""

import pathlib
import signal
import subprocess
import sys

import requests

from sandbox.qbo import CLIENT_ID

TOP = pathlib.Path(__file__).resolve().parents[3]
APP = "https://odoo.example.com/acct_link_qbo/callback"


def test_process_says_where_it_is_and_ends_when_told():
    command = [sys.executable, "-m", "sandbox.qbo", "--redirect-uri", APP]
    process = subprocess.Popen(command, cwd=TOP, stdout=subprocess.PIPE, text=True)
    try:
        url = process.stdout.readline().removeprefix("listening on ").strip()
        asked = {"client_id": CLIENT_ID, "redirect_uri": APP, "state": "x"}
        asked |= {"response_type": "code", "scope": "com.intuit.quickbooks.accounting"}
        page = requests.get(f"{url}/connect/oauth2", params=asked, timeout=10)
        assert (page.status_code, APP in page.text) == (200, True)
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
