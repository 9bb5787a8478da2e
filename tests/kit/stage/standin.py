"""The Xero stand-in as a process of its own, and its strings."""

import os
import signal
import subprocess
import sys

import requests

from postgres import ROOT, Failure
from sandbox.xero.contract import find_description


class StandIn:
    """Books that outlive an Odoo which is killed."""

    def __init__(self, *redirect_uris, checks=False):
        """:param checks: hold every call against Xero's description, where it is at hand"""
        self._contract = find_description()[0] if checks else ""
        options = [option for uri in redirect_uris for option in ("--redirect-uri", uri)]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "sandbox.xero", "--port", "0", *options]
            + ["--contract", self._contract],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            text=True,
        )
        line = self._process.stdout.readline()
        if not line.startswith("listening on "):
            raise Failure("The stand-in for Xero did not start.")
        self.url = line.removeprefix("listening on ").strip()

    def control(self, name, /, **body):
        """GET without values, POST with them, at the control API (sandbox/README.md)."""
        method = "POST" if body else "GET"
        answer = requests.request(
            method, f"{self.url}/_sandbox/{name}", json=body or None, timeout=30
        )
        if answer.status_code != 200:
            raise Failure(f"stand-in: {answer.text}")
        return answer.json()

    def fault(self, kind, path="", method="PUT", **values):
        return self.control(
            "faults", kind=kind, method=method, path=f"/api.xro/2.0/{path}", **values
        )

    def reset(self, **settings):
        """As after the start, but for these settings."""
        requests.post(f"{self.url}/_sandbox/reset", timeout=30).raise_for_status()
        if settings:
            self.control("settings", **settings)

    def check_contract(self):
        """:raises Failure: a call was against Xero's description since the last time"""
        if not self._contract:
            return
        # All that is still to be looked at is looked at first.
        answer = requests.get(f"{self.url}/_sandbox/violations", timeout=300)
        answer.raise_for_status()
        if violations := answer.json():
            raise Failure("\n".join(["Against Xero's description:", *violations]))

    def stop(self):
        try:
            self.check_contract()
        finally:
            self._end()

    def _end(self):
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(10)
