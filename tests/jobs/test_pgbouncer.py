"""What PgBouncer does to locks and to jobs, in transaction pooling: the pages of docs/queue.md.

It runs where PgBouncer is installed (`apt-get install pgbouncer`).
"""

import contextlib
import os
import pathlib
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import time

import psycopg2
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "dev"))

from odoo.tools import config  # noqa: E402

from jobs.firms import JobFirms  # noqa: E402
from odoo_server import free_port  # noqa: E402
from postgres import SYSTEM_USER, env, execute  # noqa: E402

PROGRAM = shutil.which("pgbouncer", path=os.pathsep.join([os.environ["PATH"], "/usr/sbin"]))
CONF = """
[databases]
* = {server}

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 20
"""
XACT_LOCK = "SELECT pg_try_advisory_xact_lock(1, 2)"
SESSION_LOCK = "SELECT pg_try_advisory_lock(3, 4)"

pytestmark = pytest.mark.skipif(not PROGRAM, reason="PgBouncer is not installed")


@pytest.fixture(scope="module")
def pooler():
    """:return: {host, port} of a PgBouncer before the server of the databases"""
    names = {"PGHOST": "host", "PGPORT": "port", "PGUSER": "user", "PGPASSWORD": "password"}
    server = " ".join(f"{names[k]}={v}" for k, v in env().items() if k in names)
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="acct_link_pgbouncer_") as folder:
        conf = pathlib.Path(folder, "pgbouncer.ini")
        conf.write_text(CONF.format(server=server, port=port))
        as_user = []
        if os.getuid() == 0:  # which it refuses
            shutil.chown(folder, SYSTEM_USER)
            shutil.chown(conf, SYSTEM_USER)
            as_user = ["-u", SYSTEM_USER]
        process = subprocess.Popen([PROGRAM, "-q", *as_user, conf])
        try:
            deadline = time.monotonic() + 10
            while True:
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                    break
                assert process.poll() is None and time.monotonic() < deadline
                time.sleep(0.05)
            yield {"host": "127.0.0.1", "port": port}
        finally:
            process.terminate()
            process.wait(10)


@pytest.fixture(scope="module")
def firms():
    firms = JobFirms("_".join(["pooled", *(config["db_name"] or [])]), firms=2, documents=6)
    yield firms
    firms.close()


@pytest.fixture
def connect(pooler, firms):
    with contextlib.ExitStack() as stack:

        def connect(autocommit=False):
            connection = psycopg2.connect(dbname=firms.dbname, user=env().get("PGUSER"), **pooler)
            connection.autocommit = autocommit
            stack.callback(connection.close)
            return connection

        yield connect


def ask(connection, query):
    with connection.cursor() as cr:
        cr.execute(query)
        return cr.fetchone()[0]


def test_lock_of_a_transaction_is_kept_until_it_ends_however_it_ends(connect):
    first, second = connect(), connect()
    assert ask(first, XACT_LOCK)
    assert not ask(second, XACT_LOCK)
    second.rollback()
    first.rollback()
    assert ask(second, XACT_LOCK)
    second.close()  # without a word, as a process that dies
    deadline = time.monotonic() + 5
    while not ask(first, XACT_LOCK):
        first.rollback()
        assert time.monotonic() < deadline


def test_lock_of_a_session_outlives_it(connect, firms):
    """Which is why the runner has to go around."""
    runner = connect(autocommit=True)
    assert ask(runner, SESSION_LOCK)
    runner.close()
    time.sleep(0.5)
    held = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND classid = 3 AND objid = 4"
    [[pid]] = execute(held, dbname=firms.dbname)
    execute(f"SELECT pg_terminate_backend({pid})")


def test_notice_does_not_arrive(connect, firms):
    listener = connect(autocommit=True)
    with listener.cursor() as cr:
        cr.execute("LISTEN queue_job")
    execute("SELECT pg_notify('queue_job', 'a')", dbname=firms.dbname)
    ready, _, _ = select.select([listener], [], [], 1)
    if ready:
        listener.poll()
    assert not listener.notifies


@pytest.mark.every_case
def test_jobs_upload_through_it_while_the_runner_goes_around(pooler, firms):
    direct = env()
    around = {f"ODOO_QUEUE_JOB_JOBRUNNER_DB_{name}": direct.get(f"PG{name}", "")
              for name in ("HOST", "PORT")}  # fmt: skip
    through = {"PGHOST": pooler["host"], "PGPORT": str(pooler["port"])}
    server = firms.serve("root:2", workers=3, variables={**through, **around})
    try:
        firms.wait(firms.find_runner)
        firms.prepare(latency_ms=100)
        firms.press()
        seen = []
        # The action may begin a minute late: no notice wakes its worker.
        firms.wait(
            firms.is_through, look=lambda: seen.append(len(firms.find_holders())), seconds=120
        )
        assert max(seen) == 2
        assert firms.judge() == {}, firms.judge()
        assert firms.found == 12
        assert {job["state"] for job in firms.read_jobs()} <= {"done", "started"}
        assert not firms.count_of_action()
    finally:
        server.stop()
