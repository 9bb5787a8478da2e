"""Odoo processes without a server, to be killed.

python -m kit.stage.worker CONFIG DATABASE
    Loads Odoo once, then makes a process of its own for every task it is told; so a start takes
    milliseconds and a killed process takes nothing with it. `Workers` below is the other end.
"""

import contextlib
import gc
import importlib
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
import traceback

from database import LOGS, TEST_ADDONS_PATH, odoo_conf
from postgres import ROOT, Failure, environment

TASK_SECONDS, START_SECONDS = 120, 600
# Where the tasks' modules lie.
PATH = os.pathsep.join(str(ROOT / name) for name in ("", "dev", "tests"))


class Workers:
    """Starts tasks on one database."""

    def __init__(self, dbname):
        LOGS.mkdir(parents=True, exist_ok=True)
        self.log = LOGS / f"{dbname}_workers.log"
        self.log.unlink(missing_ok=True)
        conf = odoo_conf(dbname, 0, addons_path=TEST_ADDONS_PATH, logfile=self.log)
        with open(self.log, "a") as log:
            self._nursery = subprocess.Popen(
                [sys.executable, "-m", __name__, str(conf), dbname],
                # The stand-in is plain http on this machine, which OAuth libraries else refuse.
                env={**environment(), "OAUTHLIB_INSECURE_TRANSPORT": "1", "PYTHONPATH": PATH},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                bufsize=0,
            )
        self._notify(START_SECONDS)

    def start(self, name, into=None, **values):
        """Make a process that is ready and waits for `go`.

        :param into: path of the file where the process leaves what its task returns
        :return: its pid
        """
        return self._notify(10, name=name, into=into, values=values)

    def go(self, pid):
        os.kill(pid, signal.SIGCONT)

    def kill(self, pid):
        os.kill(pid, signal.SIGKILL)

    def poll(self, pid):
        """:return: exit code of the process, or minus the signal that ended it; None: it lives"""
        return self._notify(10, poll=pid)

    def wait(self, pid, seconds=TASK_SECONDS):
        """:return: as `poll` does in the end"""
        deadline = time.monotonic() + seconds
        while (code := self.poll(pid)) is None:
            if time.monotonic() > deadline:
                self.kill(pid)
                raise Failure(f"A process lives on after {seconds} s; see {self.log}")
            time.sleep(0.01)
        return code

    def run(self, name, seconds=TASK_SECONDS, **values):
        """:return: what the task returned, by way of JSON"""
        with tempfile.NamedTemporaryFile("r", suffix=".json") as file:
            pid = self.start(name, into=file.name, **values)
            self.go(pid)
            if code := self.wait(pid, seconds):
                raise Failure(f"The task {name} ended with {code}; see {self.log}")
            return json.load(file)

    def stop(self):
        self._nursery.stdin.close()
        self._nursery.wait(10)
        self._nursery.stdout.close()

    def _notify(self, seconds, **order):
        if order:
            self._nursery.stdin.write(json.dumps(order).encode() + b"\n")
        ready, _, _ = select.select([self._nursery.stdout], [], [], seconds)
        answer = self._nursery.stdout.readline() if ready else b""
        if not answer:
            self._nursery.kill()
            raise Failure(f"No answer to {order or 'the start'}; see {self.log}")
        return json.loads(answer)


# === THE NURSERY === #


def main(conf, dbname):
    import odoo.init  # noqa: F401
    from odoo import sql_db
    from odoo.modules.registry import Registry
    from odoo.tools import config

    config.parse_config(["-c", conf, "--no-http"], setup_logging=True)
    registry = Registry(dbname)
    # What every child would work out for itself at its first write.
    for name in ("field_inverses", "field_computed"):
        getattr(registry, name)
    for changed in registry._field_triggers:
        registry.get_field_trigger_tree(changed)
    sql_db.close_all()  # a connection must not be shared with a child
    gc.collect()
    gc.freeze()  # else the first look for garbage makes each child a copy of all of this
    say("ready")
    for line in sys.stdin:
        order = json.loads(line)
        if pid := order.get("poll"):
            ended, status = os.waitpid(pid, os.WNOHANG)
            say(os.waitstatus_to_exitcode(status) if ended else None)
        else:
            pid = os.fork()
            if not pid:
                do(registry, **order)
            os.waitpid(pid, os.WUNTRACED)  # until it stands still
            say(pid)


def say(value):
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


def do(registry, name, into, values):
    """A task from its first to its last breath.

    :param into: path of the file for what it returns, if anybody wants to know
    """
    from odoo import api

    code = 1
    try:
        with contextlib.suppress(OSError):
            os.close(0)
            os.close(1)
        os.kill(os.getpid(), signal.SIGSTOP)
        with registry.cursor() as cr:
            admin = api.Environment(cr, api.SUPERUSER_ID, {}).ref("base.user_admin").id
            result = find_task(name)(api.Environment(cr, admin, {}), **values)
        if into:
            with open(into, "w") as file:
                json.dump(result, file, default=str)
        code = 0
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(code)


def find_task(name):
    """A function of tasks.py, or of another file as in "bench.upload.upload"."""
    module, _dot, function = name.rpartition(".")
    return getattr(importlib.import_module(module or "kit.stage.tasks"), function)


if __name__ == "__main__":
    main(*sys.argv[1:])
