"""Install the add-ons from a wheel, beside an Odoo that has never seen this checkout, and use them.

python dev/check_wheel.py
    Builds the wheel of setup.cfg from what git holds, installs it with the needs it declares into a
    new virtual environment that has Odoo and Odoo's own needs only, starts that Odoo in another
    folder and without an addons_path, installs every add-on into a fresh database, and looks at
    what came along: files byte by byte, modules, views, static files, the web client's bundles.
    Packages come from the set-up's downloads: nothing is asked of the network.
"""

import ast
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
import time

import requests

from database import (
    ADD_ONS,
    LOGS,
    check_log,
    clone,
    conf_path,
    database_name,
    drop,
    ensure_template,
    install,
)
from odoo_server import OdooServer, Person, free_port
from postgres import ROOT, Failure

DISTRIBUTION = "acct-link"
# Add-ons of ours that come in where another's is there: {ours: (theirs, what that needs)}.
_QUEUE = ("odoo-addon-queue-job", "openupgradelib")
BESIDE = {"acct_link_queue": _QUEUE, "acct_link_queue_pull": _QUEUE}
ALONE = [name for name in ADD_ONS if name not in BESIDE]
VENV = pathlib.Path(sys.prefix)

# Run by the Python that is looked at: where it finds the add-ons, and where it would look.
PROBE = """
import importlib, json, os, sys
import odoo.init, odoo.addons
from odoo.modules.module import Manifest
from odoo.tools import config
config.parse_config(["-c", sys.argv[1]])
paths = {}
for name in sys.argv[2:]:
    importlib.import_module(f"odoo.addons.{name}")
    paths[name] = [sys.modules[f"odoo.addons.{name}"].__file__, Manifest.for_addon(name).path]
searched = [os.path.realpath(path) for path in (*sys.path, *odoo.addons.__path__)]
print(json.dumps({"paths": paths, "searched": searched}))
"""


def say(text):
    print(f"[wheel {time.monotonic() - STARTED:5.1f} s] {text}", flush=True)


STARTED = time.monotonic()


def run(*command, cwd=ROOT, check=True):
    """:return: what the command printed. :raises Failure: it failed, and `check`"""
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False
    )
    if check and done.returncode:
        raise Failure(f"{' '.join(done.args)} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


# === THE WHEEL === #


def list_files(folder=""):
    """What git holds, or would if it were asked to: paths relative to the checkout."""
    listed = run("git", "ls-files", "-z", "-co", "--exclude-standard", "--", folder or ".")
    return [path for path in listed.split("\0") if path and (ROOT / path).is_file()]


def build(folder):
    """Build the wheel from a copy, as what lies about in a checkout would be packed, too.

    :return: its path
    """
    source = folder / "source"
    for path in list_files():
        target = source / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / path, target)
    pip = (sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation")
    run(*pip, "-w", folder / "dist", source)
    shutil.rmtree(source)
    [wheel] = (folder / "dist").glob("*.whl")
    return wheel


# === THE ENVIRONMENT === #


class Environment:
    """Odoo, installed as somebody has it who does not know us."""

    def __init__(self, folder):
        run(sys.executable, "-m", "venv", folder / "venv")
        self.python = folder / "venv" / "bin" / "python"
        self.elsewhere = folder / "elsewhere"
        self.elsewhere.mkdir()
        self.runner = {"python": str(self.python), "cwd": str(self.elsewhere)}
        where = "import sysconfig; print(sysconfig.get_path('purelib'))"
        self.packages = pathlib.Path(self.run("-c", where).strip())
        # Names the folder of Odoo, and of its needs where ODOO_PYTHON is set.
        shutil.copy(pathlib.Path(sysconfig.get_path("purelib"), "odoo.pth"), self.packages)
        self.pip_install("-r", VENV / "odoo-requires.txt", "psycopg2-binary")

    def run(self, *args, **options):
        return run(self.python, *args, cwd=self.elsewhere, **options)

    def pip_install(self, *args):
        pip = ("-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-compile")
        self.run(*pip, "--no-index", "--find-links", VENV / "wheels", *args)

    def find_conflicts(self):
        """:return: what pip says of packages that are missing or do not fit"""
        return set(self.run("-m", "pip", "check", check=False).splitlines())


def check_files(environment):
    """Every file of every add-on is there, as git has it."""
    wrong = []
    for addon in ADD_ONS:
        for path in list_files(addon):
            installed = environment.packages / "odoo" / "addons" / path
            if not installed.is_file():
                wrong.append(f"{path} is missing")
            elif installed.read_bytes() != (ROOT / path).read_bytes():
                wrong.append(f"{path} differs")
    if wrong:
        raise Failure(f"{len(wrong)} files did not come with the wheel:\n" + "\n".join(wrong[:20]))


def check_paths(environment, conf):
    """Odoo finds the add-ons among the environment's packages, and nothing of this checkout."""
    found = json.loads(environment.run("-c", PROBE, conf, *ADD_ONS))
    for addon, paths in found["paths"].items():
        for path in paths:
            if not pathlib.Path(path).resolve().is_relative_to(environment.packages.resolve()):
                raise Failure(f"{addon} is taken from {path}")
    if str(ROOT.resolve()) in found["searched"]:
        raise Failure(f"Python or Odoo looks for modules in {ROOT}: {found['searched']}")


# === IN ODOO === #


def check_records(person):
    """Each add-on is installed, and every window they bring opens. :return: how many do"""
    modules = person.search_read("ir.module.module", [["name", "in", ADD_ONS]], ["name", "state"])
    states = {module["name"]: module["state"] for module in modules}
    if states != dict.fromkeys(ADD_ONS, "installed"):
        raise Failure(f"The modules are not installed: {states}")
    domain = [["module", "in", ADD_ONS], ["model", "=", "ir.actions.act_window"]]
    ids = [row["res_id"] for row in person.search_read("ir.model.data", domain, ["res_id"])]
    actions = person.call("ir.actions.act_window", "read", ids, ["res_model", "views"])
    for action in actions:
        person.call(action["res_model"], "get_views", action["views"])
    return len(actions)


def find_bundles():
    """:return: {str}, the bundles of the web client that the manifests name"""
    manifests = [
        ast.literal_eval((ROOT / name / "__manifest__.py").read_text()) for name in ADD_ONS
    ]
    return {bundle for manifest in manifests for bundle in manifest.get("assets", ())}


def check_static(server, person):
    """Every static file is served, and the web client's bundles hold our scripts."""
    files = [path for addon in ADD_ONS for path in list_files(f"{addon}/static")]
    for path in files:
        answer = requests.get(f"{server.url}/{path}", timeout=60)
        if answer.status_code != 200 or answer.content != (ROOT / path).read_bytes():
            raise Failure(f"{path} is not served: {answer.status_code}")
    scripts = {path for path in files if "/static/src/" in path and path.endswith(".js")}
    for name in sorted(find_bundles()):
        bundle = person.http.get(f"{server.url}/web/assets/debug/{name}.js", timeout=120)
        bundle.raise_for_status()
        scripts = {path for path in scripts if f"/{path}" not in bundle.text}
    if scripts:
        raise Failure(f"No bundle of the web client holds {sorted(scripts)}")
    return len(files)


def check_in_odoo(environment, dbname):
    clone(ensure_template("test"), dbname)
    # Without the other's add-on nobody hears of what waits for it.
    install(dbname, ALONE, runner=environment.runner, addons_path="")
    check_log(LOGS / f"{dbname}.log")
    for name, (theirs, *needs) in BESIDE.items():
        environment.pip_install(*needs)
        environment.pip_install("--no-deps", theirs)
        install(dbname, [name], runner=environment.runner, addons_path="")
        check_log(LOGS / f"{dbname}.log")
    check_paths(environment, conf_path(dbname))
    say("installed in Odoo; starting the server")
    options = {"addons_path": "", "max_cron_threads": 0}  # a job that is cut short would warn
    server = OdooServer(dbname, free_port(), runner=environment.runner, **options)
    try:
        server.start()
        person = Person(server, "admin", "admin")
        windows = check_records(person)
        files = check_static(server, person)
    finally:
        server.stop()
    check_log(server.log)
    say(f"{windows} windows open, {files} static files are served")


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    # Of whoever calls us: they would lead the other Python to this checkout.
    for name in [name for name in os.environ if name.startswith("PYTHON")]:
        del os.environ[name]
    dbname = database_name("wheel")
    with tempfile.TemporaryDirectory(prefix="acct_link_wheel_") as folder:
        folder = pathlib.Path(folder)
        wheel = build(folder)
        say(f"{wheel.name}, {wheel.stat().st_size // 1024} kB")
        environment = Environment(folder)
        before = environment.find_conflicts()
        environment.pip_install(wheel)
        if conflicts := environment.find_conflicts() - before - {"No broken requirements found."}:
            raise Failure("\n".join(conflicts))
        say("installed by pip, with what it needs")
        check_files(environment)
        try:
            check_in_odoo(environment, dbname)
        finally:
            drop(dbname)
    print(f"wheel: {', '.join(ADD_ONS)} work from {wheel.name}")


if __name__ == "__main__":
    try:
        main()
    except (Failure, requests.RequestException) as problem:
        sys.exit(f"wheel: {problem}")
