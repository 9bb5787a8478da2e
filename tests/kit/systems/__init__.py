"""The systems that the kit is played on."""

import importlib
import os
import pkgutil

# Those that come with this checkout; `make kill SYSTEM=ledger` names one.
NAMES = tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))
DEFAULT = os.environ.get("SYSTEM") or "xero"


def get_system(name=DEFAULT):
    """:return: the System that `kit.systems.<name>` holds as SYSTEM"""
    return importlib.import_module(f"kit.systems.{name}").SYSTEM


def get_systems():
    """:return: those that the tests are played on: all, or the one that SYSTEM names"""
    named = os.environ.get("SYSTEM")
    return [get_system(name) for name in ([named] if named else NAMES)]


def get_payrolls():
    """:return: {country: class of a System} of the payrolls that pay sheets are sent to"""
    return importlib.import_module("kit.systems.xero.payroll").PAYROLLS
