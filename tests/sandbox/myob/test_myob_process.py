"""The stand-in as a process of its own."""

import pathlib
import signal
import subprocess
import sys

import requests

from sandbox.myob import API_KEY

TOP = pathlib.Path(__file__).resolve().parents[3]
APP = "https://odoo.example.com/acct_link_myob/callback"


def test_process_says_where_it_is_and_ends_when_told():
    command = [sys.executable, "-m", "sandbox.myob", "--redirect-uri", APP]
    process = subprocess.Popen(command, cwd=TOP, stdout=subprocess.PIPE, text=True)
    try:
        url = process.stdout.readline().removeprefix("listening on ").strip()
        asked = {"client_id": API_KEY, "redirect_uri": APP, "prompt": "consent"}
        asked |= {"response_type": "code", "scope": "sme-company-file"}
        page = requests.get(f"{url}/oauth2/account/authorize", params=asked, timeout=10)
        assert (page.status_code, APP in page.text) == (200, True)
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
