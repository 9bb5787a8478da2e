"""A stand-in as a process of its own, and its strings."""

import os
import signal
import subprocess
import sys

import requests

from postgres import ROOT, Failure


class StandIn:
    """Books that outlive an Odoo which is killed."""

    def __init__(self, system, *options):
        """:param system: folder in sandbox/; :param options: of its command line"""
        self._process = subprocess.Popen(
            [sys.executable, "-m", f"sandbox.{system}", "--port", "0", *options],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            text=True,
        )
        line = self._process.stdout.readline()
        if not line.startswith("listening on "):
            raise Failure(f"The stand-in for {system} did not start.")
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

    def clear_faults(self):
        requests.delete(f"{self.url}/_sandbox/faults", timeout=10).raise_for_status()

    def reset(self, **settings):
        """As after the start, but for these settings."""
        requests.post(f"{self.url}/_sandbox/reset", timeout=30).raise_for_status()
        if settings:
            self.control("settings", **settings)

    def check(self):
        """What can be said of the calls so far. :raises Failure: a call was wrong in itself"""

    def stop(self):
        try:
            self.check()
        finally:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(10)
            self._process.stdout.close()
