"""Tests that are plain functions, where Odoo's own runner finds them."""

import contextlib
import importlib
import importlib.util
import io
import os
import re
import sys
from pathlib import Path
from unittest.mock import patch

from odoo.tests import BaseCase, tagged

NEEDED = ("pytest", "hypothesis")
# A function, or a class that is no test case: Odoo's runner passes over both.
PLAIN = re.compile(r"^(def test_|class Test\w*:)", re.MULTILINE)


@tagged("post_install", "-at_install")
class PlainTests(BaseCase):
    """A subclass has a test for every file of plain tests beside it or below: pytest runs the file.

    pytest itself must not collect the subclass, which would run them twice. So its file is
    `plain.py`, which the add-on's tests/__init__.py imports as `test_plain`: Odoo's runner goes by
    the name of the import, pytest by that of the file.
    """

    def __init_subclass__(cls):
        folder = Path(sys.modules[cls.__module__].__file__).parent
        package = cls.__module__.rpartition(".")[0]
        for path in sorted(folder.rglob("test_*.py")):
            if PLAIN.search(path.read_text()):
                parts = path.relative_to(folder).with_suffix("").parts
                setattr(cls, path.stem, _make_test(path, ".".join((package, *parts))))
        return super().__init_subclass__()


def _make_test(path, module):
    def run_file(self):
        if missing := [name for name in NEEDED if not importlib.util.find_spec(name)]:
            self.skipTest(f"{path.name} needs {' and '.join(missing)}: pip install {missing[0]}")
        status, output = _run_pytest(path, module)
        self.assertEqual(status, 0, f"{path.name} failed under pytest:\n{output}")

    run_file.__name__ = path.stem
    run_file.__doc__ = None
    return run_file


def _run_pytest(path, module):
    """Run a file in this process, by its name as part of the add-on.

    :return: (pytest's exit status, what it wrote)
    """
    import pytest  # noqa: PLC0415  (servers need not have it)

    class Module(pytest.Module):
        def _getobj(self):
            return importlib.import_module(module)

    class Plugin:
        # Not as a package: pytest would import the add-on under a name that is not Odoo's.
        def pytest_collect_directory(self, path, parent):
            return pytest.Dir.from_parent(parent, path=path)

        def pytest_pycollect_makemodule(self, module_path, parent):
            return Module.from_parent(parent, path=module_path)

    # Odoo is up already, and neither settings nor conftest.py of a checkout are to change it.
    off = ("--noconftest", "-c", os.devnull, "-p", "no:odoo", "-p", "no:cacheprovider")
    root = (f"--rootdir={path.parent}", f"--confcutdir={path.parent}")
    output = io.StringIO()
    with (
        # Stand-ins of tests speak plain http on this machine.
        patch.dict(os.environ, OAUTHLIB_INSECURE_TRANSPORT="1"),
        contextlib.redirect_stdout(output),
    ):
        status = pytest.main(["-q", "--capture=sys", *off, *root, str(path)], plugins=[Plugin()])
    return int(status), output.getvalue()
