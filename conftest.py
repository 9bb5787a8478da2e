"""Plain test functions and Odoo's test cases in one process, cut off from the outside world."""

import gc
import ipaddress
import os
import re
import socket

import pytest
from hypothesis import HealthCheck, settings

import odoo.init  # noqa: F401  (before anything else of Odoo)
from odoo.tests import common

from dev.furnish import find_set_up, remove_missing_asset, take_set_up

# --- network ---

# The stand-ins on this machine speak plain http, which oauthlib refuses else.
os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"
# The job queue starts its runner in every server, that of the test process included.
os.environ["ODOO_QUEUE_JOB_CHANNELS"] = "root:0"


class OutsideTraffic(RuntimeError):
    """No OSError, which code under test would take for an ordinary failure of the network."""


class NetworkGuard:
    """Lets sockets go to this machine only, and remembers what tried to go elsewhere."""

    def __init__(self):
        self.attempts = []

    def install(self):
        for name in ("connect", "connect_ex"):
            self._wrap(
                socket.socket,
                name,
                lambda sock, address: sock.family != socket.AF_UNIX and address[0],
            )
        # Looking up a name is traffic too.
        for name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex"):
            self._wrap(socket, name, lambda host, *args, **kwargs: host)
        # A proxy on this machine would carry requests out.
        for name in ("http_proxy", "https_proxy", "all_proxy"):
            os.environ.pop(name, None)
            os.environ.pop(name.upper(), None)

    def _wrap(self, owner, name, host_of):
        original = getattr(owner, name)

        def guarded(*args, **kwargs):
            host = host_of(*args, **kwargs)
            if host and not is_local(host):
                self.attempts.append(host)
                raise OutsideTraffic(f"a test tried to reach {host}")
            return original(*args, **kwargs)

        setattr(owner, name, guarded)


def is_local(host):
    if isinstance(host, bytes):
        host = host.decode()
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


_guard = NetworkGuard()
_guard.install()


@pytest.fixture(autouse=True)
def network_guard():
    """Fails a test that tried to reach outside, even if the code swallowed the exception."""
    _guard.attempts.clear()
    yield _guard
    assert not _guard.attempts, f"tried to reach {_guard.attempts}"


# --- properties ---

# How long an example takes is the machine's, which others may share.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")


# --- Odoo's test cases ---


def _prepare_test_cases():
    """Odoo tags the test cases of add-ons; without tags those in tests/ would not even run."""
    original = common.BaseCase.__init_subclass__.__func__

    def __init_subclass__(cls, **kwargs):
        original(cls, **kwargs)
        if cls.__name__ == "AccountTestInvoicingCommon":
            _take_set_ups(cls)
        if not cls.__module__.startswith("odoo."):
            cls.test_module = cls.__module__
            if getattr(cls, "test_tags", None) is None:
                cls.test_tags = {"standard", "post_install"}

    common.BaseCase.__init_subclass__ = classmethod(__init_subclass__)


# What a class may not have its own of, if it is to take what is there.
_HOOKS = ("setup_independent_company", "setup_independent_user", "_create_company")


def _take_set_ups(test_case):
    """Where dev/furnish.py has made them, rather than set up every class anew."""
    original = test_case.setUpClass.__func__
    hooks = {name: getattr(test_case, name).__func__ for name in _HOOKS}

    def setUpClass(cls):
        usual = not cls.chart_template and all(
            getattr(cls, name).__func__ is hook for name, hook in hooks.items()
        )
        found = usual and find_set_up(cls.country_code)
        if not found:
            return original(cls)
        # Not above: all tests of the base come with it.
        from odoo.addons.base.tests.common import BaseCommon

        super(BaseCommon, cls).setUpClass()
        cls.env = cls.env(context={**cls.env.context, **cls.default_env_context()})
        return take_set_up(cls, found)

    test_case.setUpClass = classmethod(setUpClass)


def _remove_missing_asset():
    """Without which no page of the web client is free of errors."""
    original = common.HttpCase.setUpClass.__func__

    def setUpClass(cls):
        original(cls)
        remove_missing_asset(cls.env)

    common.HttpCase.setUpClass = classmethod(setUpClass)


_prepare_test_cases()
_remove_missing_asset()


@pytest.fixture(scope="session", autouse=True)
def unmoving(request):
    """What is there before the first test stays: garbage is not looked for in Odoo's registry."""
    if request.config.pluginmanager.hasplugin("odoo"):
        request.getfixturevalue("load_registry")
    gc.collect()
    gc.freeze()


# --- what `make test` leaves to `make proof` ---

# Folders of tests/, but for these files; docs/proof.md says why they may be left.
LEFT = {
    "contacts": (),
    "jobs": (),
    "kit": ("test_faults.py", "test_kill.py", "test_security.py", "test_walk.py"),
    "myob": ("test_myob_documents_live.py", "test_myob_manual.py"),
    "payroll": (),
    "pull": (),
    "qbo": ("test_qbo_documents_live.py", "test_qbo_manual.py"),
    "screens": ("test_views.py",),
    "sign_in": (),
    "walk": ("test_walk.py",),
}


def pytest_configure(config):
    config.addinivalue_line(
        "markers", "every_case: left to `make proof` (docs/proof.md); EVERY_CASE=1 plays it, too"
    )
    config.addinivalue_line("markers", "left: the same; played whenever it is named")


def is_left(path):
    """:param path: of a file of tests, within the checkout"""
    top, folder, *below = [*path.parts, "", ""][:3]
    return top == "tests" and folder in LEFT and below[0] not in LEFT[folder]


@pytest.hookimpl(tryfirst=True)  # the marks are there before they are asked for
def pytest_collection_modifyitems(config, items):
    for item in items:
        inside = item.path.is_relative_to(config.rootpath)
        if inside and is_left(item.path.relative_to(config.rootpath)):
            item.add_marker("left")
    if os.environ.get("EVERY_CASE"):
        return
    left = [item for item in items if item.get_closest_marker("every_case")]
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if not item.get_closest_marker("every_case")]


# --- browser tests that did not run ---

# In the reasons to skip.
_NO_BROWSER = re.compile("chrome|websocket-client|wkhtmltopdf", re.IGNORECASE)
_without_browser = {}  # {test: reason}


def pytest_runtest_logreport(report):
    if report.skipped and isinstance(report.longrepr, tuple):
        reason = report.longrepr[2].removeprefix("Skipped: ")
        if _NO_BROWSER.search(reason):
            _without_browser[report.nodeid] = reason


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config):
    """The last line says what a green run has not shown."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if _without_browser and reporter:
        reasons = ", ".join(sorted(set(_without_browser.values())))
        reporter.write_line(
            f"{len(_without_browser)} browser tests did NOT run: {reasons}. "
            "As root: apt-get install chromium wkhtmltopdf",
            yellow=True,
            bold=True,
        )
