"""The Odoo databases of this checkout, on the server of postgres.py.

python dev/database.py COMMAND
    start | stop | env      the server; env prints the PG* variables to reach it
    template demo|test      build that template, if need be
    fresh demo|test|empty NAME [ADD-ON ...]
                            make a clean database with these add-ons; print its Odoo config
    install NAME ADD-ON ... | drop NAME
    conf NAME PORT          write a config to serve a database; print its path
"""

import argparse
import ast
import collections
import hashlib
import importlib.util
import inspect
import os
import pathlib
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time

import psycopg2

from postgres import (
    ROOT,
    STATE,
    Failure,
    env,
    environment,
    execute,
    is_own,
    locked,
    say,
    start,
    stop,
)

ADD_ONS = sorted(path.parent.name for path in ROOT.glob("acct_link_*/__manifest__.py"))
# They bring Odoo's projects and employees with them, which nothing else needs: what works without
# them does not wait for them.
WITH_TIMESHEETS = [name for name in ADD_ONS if name.endswith("_timesheet")]
COMMON = [name for name in ADD_ONS if name not in WITH_TIMESHEETS]
# With them uploads and pulls are jobs.
WITH_JOBS = [name for name in COMMON if name.startswith("acct_link_queue")]
LINKS = [name for name in COMMON if name not in WITH_JOBS]
# On the databases of tests, connectors that are none of the product, too.
TEST_ADDONS_PATH = f"{ROOT},{ROOT / 'tests' / 'addons'}"
LOGS = STATE / "log"
FILESTORE = STATE / "odoo" / "filestore"

# Odoo databases without our add-ons, built once and then cloned: modules and demo data.
TEMPLATES = {"demo": (["l10n_nz"], True), "test": (["account", "l10n_nz"], False)}


def database_name(purpose):
    """Name of this checkout's database for a purpose, kept apart from other checkouts'."""
    suffix = "" if is_own() else "_" + hashlib.sha256(str(ROOT).encode()).hexdigest()[:6]
    return f"acct_link_{purpose}{suffix}"


def exists(dbname):
    return bool(execute("SELECT 1 FROM pg_database WHERE datname = %s", values=[dbname]))


def drop(dbname):
    execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", dbname)
    shutil.rmtree(FILESTORE / dbname, ignore_errors=True)
    conf_path(dbname).unlink(missing_ok=True)


def clone(template, dbname):
    """Make `dbname` a copy of `template`, in place of what it was."""
    drop(dbname)
    execute("CREATE DATABASE {} TEMPLATE {}", dbname, template)
    if (FILESTORE / template).exists():
        # Files there are named by their content and never changed, so links will do.
        shutil.copytree(FILESTORE / template, FILESTORE / dbname, copy_function=os.link)
    # Two copies with one uuid and one secret would take each other's sessions.
    execute(
        "UPDATE ir_config_parameter SET value = gen_random_uuid()::text"
        " WHERE key IN ('database.uuid', 'database.secret')",
        dbname=dbname,
    )


def ensure_template(name, modules=None, with_demo=None):
    """Return the database with `modules` but none of our add-ons; build it if need be."""
    if modules is None:
        modules, with_demo = TEMPLATES[name]
    release = pathlib.Path(importlib.util.find_spec("odoo.release").origin)
    key = repr([str(release), release.stat().st_mtime, sorted(modules), with_demo])
    dbname = database_name(f"{name}_template_{hashlib.sha256(key.encode()).hexdigest()[:8]}")
    start()

    def build(draft):
        say(f"building the {name} template: Odoo with {', '.join(modules)} (a minute, once)")
        execute("CREATE DATABASE {} TEMPLATE template0", draft)
        install(draft, modules, with_demo=with_demo, addons_path="")

    return _ensure(dbname, build)


def ensure_installed(template, steps):
    """Return a copy of a template with these add-ons, as their files are now; tests clone it.

    :param steps: what is installed one after the other, the core first: each a name, or several
        that are installed at once. What begins alike is built once.
    """
    *before, last = steps
    base = ensure_installed(template, before) if before else ensure_template(template)
    digest = hashlib.sha256(base.encode())
    for addon in _find_needed(_list_names(steps)):
        for path in sorted(addon.rglob("*.*")):
            inside = path.relative_to(addon)
            counts = inside.parts[0] not in ("tests", "static", "readme")
            # What Python compiles comes and goes meanwhile.
            if counts and "__pycache__" not in inside.parts and path.is_file():
                digest.update(f"{addon.name}/{inside}".encode() + path.read_bytes())
    prefix = _name_installed(template, steps)
    dbname = f"{prefix}_{digest.hexdigest()[:8]}"

    def build(draft):
        drop_installed(template, steps)  # of files as they were
        clone(base, draft)
        install(draft, _list_names([last]), addons_path=TEST_ADDONS_PATH)

    with locked(prefix):  # as who builds drops what was before
        return _ensure(dbname, build)


def ensure_changed(base, script, change):
    """Return a copy of a database that `ensure_installed` built, with a change; it goes with it.

    :param script: path of what makes the change, which is made anew when that is another one
    :param change: callable(name of the database)
    """

    def build(draft):
        clone(base, draft)
        change(draft)

    digest = hashlib.sha256(pathlib.Path(script).read_bytes()).hexdigest()
    return _ensure(f"{base}_{digest[:6]}", build)


def _list_names(steps):
    """:return: [name] of all add-ons of these steps"""
    return [name for step in steps for name in ([step] if isinstance(step, str) else step)]


def _find_needed(modules):
    """:return: [path] of these add-ons of the checkout and of those they bring"""
    found, names = {}, list(modules)
    while names:
        name = names.pop()
        for path in (ROOT / name, ROOT / "tests" / "addons" / name):
            if name not in found and path.is_dir():
                found[name] = path
                names += ast.literal_eval((path / "__manifest__.py").read_text())["depends"]
    return [found[name] for name in sorted(found)]


def _name_installed(template, steps):
    text = repr([template, *(_list_names([step]) for step in steps)])
    return database_name(f"installed_{hashlib.sha256(text.encode()).hexdigest()[:6]}")


def drop_installed(template, steps):
    """Drop what `ensure_installed` built of these add-ons on this template."""
    like = [f"{_name_installed(template, steps)}_"]
    for (old,) in execute(
        "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", values=like
    ):
        drop(old)


def _ensure(dbname, build):
    """A database that is built once. :param build: makes it under another name"""
    with locked(dbname):
        if not exists(dbname):
            draft = f"{dbname}_draft"  # takes its name when complete
            drop(draft)
            build(draft)
            execute("ALTER DATABASE {} RENAME TO {}", draft, dbname)
            shutil.rmtree(FILESTORE / dbname, ignore_errors=True)
            if (FILESTORE / draft).exists():
                (FILESTORE / draft).rename(FILESTORE / dbname)
            conf_path(draft).unlink(missing_ok=True)
    return dbname


def fresh(template, dbname, modules=()):
    """Make `dbname` a clean database: a template ("empty" for nothing) and `modules`."""
    if template == "empty":
        start()
        drop(dbname)
        execute("CREATE DATABASE {} TEMPLATE template0", dbname)
    else:
        clone(ensure_template(template), dbname)
    if modules:
        install(dbname, modules)
    return dbname


def install(dbname, modules, with_demo=False, runner=None, **options):
    """Install `modules`; fail unless every one is installed afterwards.

    :param runner: {"python", "cwd"} of another Odoo than this checkout's
    """
    conf = odoo_conf(dbname, 0, **options)
    args = ["-i", ",".join(modules), "--stop-after-init", "--no-http"]
    if with_demo:
        args.append("--with-demo")
    log = LOGS / f"{dbname}.log"
    if run_odoo(conf, args, log, **runner or {}):
        names = ", ".join(modules)
        raise Failure(f"Odoo could not install {names}. Its last lines:\n{tail(log)}\nAll: {log}")
    rows = execute("SELECT name FROM ir_module_module WHERE state = 'installed'", dbname=dbname)
    missing = set(modules) - {name for (name,) in rows}
    if missing:
        raise Failure(f"Odoo did not install {', '.join(sorted(missing))}. See {log}")


def run_odoo(conf, args, log, command=("server",), python=sys.executable, cwd=ROOT):
    """Run Odoo to its end, its output in the file `log`; return its exit code."""
    LOGS.mkdir(parents=True, exist_ok=True)
    command = [python, "-m", "odoo", *command, "-c", str(conf), *args]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    said = time.monotonic()
    with (
        open(log, "w") as file,
        subprocess.Popen(command, env=environment(), cwd=cwd, **pipes) as odoo,
    ):
        try:
            for line in odoo.stdout:
                file.write(line)
                module = re.search(r"Loading module (\w+) \((\d+/\d+)\)", line)
                if module and time.monotonic() - said > 5:
                    said = time.monotonic()
                    say(f"  {module[2]} modules, now {module[1]}")
        except BaseException:
            odoo.terminate()
            raise
    return odoo.returncode


def check_log(log):
    """:raises Failure: Odoo wrote a warning or an error into it"""
    checker = pathlib.Path(sys.prefix, "bin", "checklog-odoo")
    command = [checker, "--no-echo", log]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        # Before these it lists what it was told to ignore.
        errors = done.stdout.rpartition("errors that caused failure")[2]
        raise Failure(f"Odoo wrote to {log}: errors{errors or done.stderr}")


def tail(log, lines=25):
    with open(log) as file:
        return "".join(collections.deque(file, lines)).rstrip()


def conf_path(dbname):
    return STATE / f"{dbname}.conf"


def odoo_conf(dbname, port, addons_path=ROOT, **options):
    """Write .state/<dbname>.conf for Odoo and return its path; `options` are Odoo's own.

    Port 0 is for runs without HTTP.
    """
    server = env()
    settings = {
        "db_name": dbname,
        "db_host": server.get("PGHOST"),
        "db_port": server.get("PGPORT"),
        "db_user": server.get("PGUSER"),
        "db_password": server.get("PGPASSWORD"),
        "dbfilter": f"^{re.escape(dbname)}$",
        "list_db": False,
        "addons_path": addons_path,
        "data_dir": STATE / "odoo",
        "http_interface": "127.0.0.1",
        "http_port": port or None,
        "max_cron_threads": 0,
        "workers": 0,
        **options,
    }
    path = conf_path(dbname)
    STATE.mkdir(exist_ok=True)
    lines = [f"{name} = {value}\n" for name, value in settings.items() if value not in (None, "")]
    path.touch(mode=0o600)  # it may hold a password
    path.write_text("[options]\n" + "".join(lines))
    return path


def main():
    parser = argparse.ArgumentParser(usage=__doc__.split("\n\n", 1)[1])
    parser.add_argument("command")
    parser.add_argument("args", nargs="*")
    options = parser.parse_args()

    def fresh_conf(template, name, *modules):
        return odoo_conf(fresh(template, database_name(name), modules), 0)

    commands = {
        "start": start,
        "stop": stop,
        "env": lambda: "\n".join(
            f"export {name}={shlex.quote(value)}" for name, value in env().items()
        ),
        "template": ensure_template,
        "fresh": fresh_conf,
        "install": lambda name, *modules: install(database_name(name), modules),
        "drop": lambda name: drop(database_name(name)),
        "conf": lambda name, port: odoo_conf(database_name(name), int(port)),
    }
    command = commands.get(options.command) or parser.error(f"no such command: {options.command}")
    try:
        inspect.signature(command).bind(*options.args)
    except TypeError as error:
        parser.error(f"{options.command}: {error}")
    # Odoo is a child of ours and must not outlive us.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        if command is not stop:
            start()
        answer = command(*options.args)
        if answer is not None:
            print(answer)
    except (Failure, psycopg2.Error) as problem:
        sys.exit(f"database: {problem}")
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
