"""An Odoo server of this checkout as a process of its own, and a person's session in it."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from datetime import datetime
from itertools import pairwise

import requests

from database import LOGS, odoo_conf
from postgres import Failure

START_SECONDS = 90


def free_port(wanted=0):
    """The wanted port, if nobody has it; else any."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return probe.getsockname()[1]
    raise Failure("No free port.")


class OdooServer:
    """`python -m odoo` on a database; started, killed and started again by whoever tests that.

    :param runner: {"python", "cwd"} of another Odoo than this checkout's
    :param variables: {name: value} of its environment
    :param options: Odoo's own
    """

    def __init__(self, dbname, port, runner=None, variables=None, **options):
        self.dbname = dbname
        self.port = port
        self.url = f"http://localhost:{port}"
        self.log = LOGS / f"{dbname}_server.log"
        options = {"max_cron_threads": 1, "logfile": self.log, **options}
        self.log.unlink(missing_ok=True)
        self._conf = odoo_conf(dbname, port, **options)
        self._runner = {"python": sys.executable, "cwd": None, **(runner or {})}
        self._variables = variables or {}
        self._process = None

    @property
    def pid(self):
        return self._process.pid

    def start(self):
        """Return when the server answers. :raises Failure: it ended, or says nothing"""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self._process = subprocess.Popen(
            [self._runner["python"], "-m", "odoo", "server", "-c", str(self._conf)],
            cwd=self._runner["cwd"],
            # The stand-in is plain http on this machine, which OAuth libraries else refuse.
            env={**os.environ, "OAUTHLIB_INSECURE_TRANSPORT": "1", **self._variables},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
        )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise Failure(f"Odoo ended at its start; see {self.log}")
            try:
                requests.get(f"{self.url}/web/health", timeout=5).raise_for_status()
                return self
            except requests.RequestException:
                time.sleep(0.2)
        raise Failure(f"Odoo does not answer; see {self.log}")

    def read_pauses(self, name):
        """:return: [seconds] from every end of a scheduled action to its next start"""
        line = rf"^(\S+ \S+) .*Job '{re.escape(name)}' \(\d+\) (starting|fully done|partially done)"
        events = [
            (datetime.fromisoformat(f"{at}Z"), what)
            for at, what in re.findall(line, self.log.read_text(), re.MULTILINE)
        ]
        return [
            (start - end).total_seconds()
            for (end, ended), (start, started) in pairwise(events)
            if started == "starting" and ended != "starting"
        ]

    def stop(self):
        if self._process and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self):
        """As a power cut would: no goodbye."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()


class Person:
    """Somebody logged in through Odoo's login page, who presses buttons."""

    def __init__(self, server, login, password):
        self.url = server.url
        self.http = requests.Session()
        page = self.http.get(f"{self.url}/web/login", timeout=60).text
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
        answer = self.http.post(
            f"{self.url}/web/login",
            data={"login": login, "password": password, "csrf_token": token},
            timeout=60,
        )
        if "/web/login" in answer.url:
            raise Failure(f"Odoo does not let {login} in")
        self.context = {}

    def call(self, model, method, *args, context=None, **kwargs):
        """What the web client does when a button is pressed. :raises Failure: Odoo's message"""
        kwargs["context"] = {**self.context, **(context or {})}
        answer = self.http.post(
            f"{self.url}/web/dataset/call_kw/{model}/{method}",
            json={"params": {"model": model, "method": method, "args": args, "kwargs": kwargs}},
            timeout=300,
        ).json()
        if "error" in answer:
            raise Failure(f"{model}.{method}: {answer['error']['data']['message']}")
        return answer["result"]

    def search_read(self, model, domain, fields, **kwargs):
        return self.call(model, "search_read", domain, fields, **kwargs)
