"""Run the tests on a database that is made for them.

python dev/run_tests.py NAME
    Run all tests in SHARDS processes side by side (shards.py), each on a copy of the database;
    those of timesheets beside them on their own. What needs none runs while the first is made.
    Fails when one of them fails.
python dev/run_tests.py NAME --left
    The same of what these leave out: the tests with the mark `every_case` or `left`.
python dev/run_tests.py NAME --fast
    Run what shows most in little time: all that needs no database, and the upload.
python dev/run_tests.py NAME PYTEST ARGUMENT ...
    One run of pytest.
"""

import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import threading

import psycopg2

from database import (
    LINKS,
    LOGS,
    TEST_ADDONS_PATH,
    WITH_JOBS,
    WITH_TIMESHEETS,
    clone,
    database_name,
    ensure_installed,
    install,
    odoo_conf,
)
from postgres import ROOT, Failure, environment, execute

SHARDS = 2
KEPT = ("-m", "not left")  # the marks of conftest.py
LEFT = ("-m", "every_case or left")  # with EVERY_CASE=1
WITHOUT_DATABASE = "tests/sandbox"
OTHERS = ("fs_storage", "sale")  # add-ons that ours work with where they are there
# What has a database of its own, and the tests that go over the registry, there once more.
OF_TIMESHEETS = [*WITH_TIMESHEETS, "tests/payroll"]
OF_REGISTRY = [
    f"acct_link_batch/tests/setup/test_{name}.py"
    for name in ("presets", "public_methods", "wizards")
]
SHARED = (
    "batch",
    "check",
    "document",
    "auto_upload",
    "operation",
    "upload",
)  # of the tests of what connectors share


# Odoo's test cases roll back what they write. The server's own vacuum, coming in the midst of one,
# finds empty tables and says so to the planner, whose joins of what is in them then take minutes.
NO_VACUUM = """DO $$ DECLARE name regclass; BEGIN
    FOR name IN SELECT relid FROM pg_stat_user_tables
    LOOP EXECUTE 'ALTER TABLE ' || name || ' SET (autovacuum_enabled = off)'; END LOOP;
END $$"""


def keep_statistics(dbname):
    """Those of what is there before the tests."""
    execute("VACUUM ANALYZE", dbname=dbname)
    execute(NO_VACUUM, dbname=dbname)


def run(*command):
    """:return: exit code of a Python program"""
    command = [sys.executable, *map(str, command)]
    return subprocess.run(command, cwd=ROOT, env=environment(), check=False).returncode


def pytest(dbname, *arguments):
    conf = odoo_conf(dbname, 0, addons_path=TEST_ADDONS_PATH)
    return "-m", "pytest", f"--odoo-config={conf}", "--odoo-http", *arguments


def are_of_timesheets(arguments):
    """:return: whether pytest's arguments name tests that need the timesheets"""
    return any(
        pathlib.Path(each).is_relative_to(part) for each in arguments for part in OF_TIMESHEETS
    )


def prepare(name):
    """:return: name of a database without them"""
    dbname = database_name(name)
    clone(ensure_installed("test", [LINKS]), dbname)
    install(dbname, [*WITH_JOBS, *OTHERS])
    return dbname


def prepare_timesheets(name):
    """:return: name of a database that has them"""
    dbname = database_name(f"{name}_timesheets")
    clone(ensure_installed("test", [LINKS, WITH_TIMESHEETS]), dbname)
    install(dbname, WITH_JOBS)
    keep_statistics(dbname)
    return dbname


def run_all(dbnames, *selection, others=(), meanwhile=None):
    """:param selection: of the tests, for pytest; :param others: [Shard] that run already
    :param meanwhile: callable that starts one more Shard and returns it
    :return: exit code: the first that is not 0
    """
    with tempfile.TemporaryDirectory(prefix="acct_link_claims_") as claims:
        shards = []
        for number, dbname in enumerate(dbnames, 1):
            arguments = ["-p", "dev.shards", f"--claims={claims}", *PLAIN, *selection]
            # What is in a folder that setup.cfg names is ignored one by one only.
            arguments += [f"--ignore-glob={path}/*" for path in OF_TIMESHEETS]
            shards.append(Shard(number, pytest(dbname, *arguments)))
        try:
            shards += [meanwhile()] if meanwhile else []
        except BaseException:
            for shard in (*others, *shards):
                shard.stop()
            raise
        codes = [shard.wait() for shard in (*others, *shards)]
    return next(filter(None, codes), 0)


# Of several runs at once, whose lines come one by one.
PLAIN = ("-p", "no:cacheprovider", "-o", "console_output_style=classic")


class Shard:
    """One of the runs. Its progress is shown at once, line by line; its failures, its skips and
    its last line are shown when it ends, so that no other comes between.
    """

    _printing = threading.Lock()

    def __init__(self, number, command):
        self._number = number
        self._process = subprocess.Popen(
            [sys.executable, "-u", *command], cwd=ROOT, env=environment(), stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, errors="replace",
        )  # fmt: skip
        self._thread = threading.Thread(target=self._notify)
        self._thread.start()

    def _notify(self):
        heading, kept = 0, []
        for line in self._process.stdout:
            heading += line.startswith("===")
            if heading > 1:  # the first says that the tests begin
                kept.append(line)
            else:
                print(f"{self._number}| {line}", end="", flush=True)
        with self._printing:
            print(f"\n{self._number}: ", *kept, sep="", end="", flush=True)

    def stop(self):
        self._process.kill()

    def wait(self):
        self._thread.join()
        return self._process.wait()


def list_fast():
    libs = ROOT.glob("acct_link_*/tests/**/test_lib*.py")
    shared = (path for name in SHARED for path in ROOT.glob(f"acct_link_*/tests/**/test_{name}.py"))
    return [*sorted(libs), *shared, ROOT / "tests" / "house" / "test_layers.py"]


def main(name, *arguments):
    if arguments != ("--left",) and not (os.environ.get("EVERY_CASE") or os.environ.get("SYSTEM")):
        os.environ["TOGETHER"] = "1"  # tests/kit/stage/base.py
    if are_of_timesheets(arguments):
        return run(*pytest(prepare_timesheets(name), *arguments))
    if not arguments:
        return run_while_making(name)
    dbname = prepare(name)
    if arguments == ("--fast",):  # which uses little of what takes half a minute to furnish
        return run(*pytest(dbname, "-q", *list_fast()))
    furnish(dbname)
    if arguments == ("--left",):
        os.environ["EVERY_CASE"] = "1"
        dbnames = copy(name, dbname)
        return run_all(dbnames, *LEFT, meanwhile=lambda: run_timesheets(name, *LEFT))
    return run(*pytest(dbname, *arguments))


def run_while_making(name):
    """All tests that are kept, and first those that need no database."""
    first = Shard(0, ["-m", "pytest", "-p", "no:odoo", *PLAIN, WITHOUT_DATABASE])
    try:
        dbname = prepare(name)
        furnish(dbname)
        dbnames = copy(name, dbname)
    except BaseException:
        first.stop()
        raise
    return run_all(
        dbnames,
        *KEPT,
        f"--ignore={WITHOUT_DATABASE}",
        others=[first],
        meanwhile=lambda: run_timesheets(name, *KEPT, *OF_REGISTRY),
    )


def run_timesheets(name, *arguments):
    """:return: a Shard, once its database is there"""
    command = pytest(prepare_timesheets(name), *PLAIN, *arguments, *OF_TIMESHEETS)
    return Shard(SHARDS + 1, command)


def furnish(dbname):
    log = LOGS / f"{dbname}_furnish.log"
    if run("dev/furnish.py", odoo_conf(dbname, 0, logfile=log), dbname):
        raise Failure(f"the database could not be furnished; see also {log}")
    keep_statistics(dbname)


def copy(name, dbname):
    """:return: names of as many databases as there are shards, this one the first"""
    others = [database_name(f"{name}_{number}") for number in range(2, SHARDS + 1)]
    for other in others:
        clone(dbname, other)
    return [dbname, *others]


if __name__ == "__main__":
    # The databases' server and pytest are children of ours and must not outlive us.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        sys.exit(main(*sys.argv[1:]))
    except (Failure, psycopg2.Error) as problem:
        sys.exit(f"tests: {problem}")
    except KeyboardInterrupt:
        sys.exit(130)
