"""Faults in all the shapes they come in."""

import json
import os
import pathlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import odoo.init  # noqa: F401

from odoo.addons.acct_link_qbo.lib import faults
from odoo.addons.acct_link_qbo.tests.lib_common import fault

TOP = pathlib.Path(__file__).resolve().parents[2]
# What the reference calls a class, and what it means for a call.
CLASSES = {
    "throttle": {faults.THROTTLE},
    "auth": {faults.TOKEN, faults.SIGN_IN},
    "company": {faults.COMPANY, faults.DATA},
    "transient": {faults.UNKNOWN},
    "unknown": {faults.UNKNOWN},
    **dict.fromkeys(("data", "bug", "stale", "duplicate", "locked"), {faults.DATA}),
}
MEANINGS = set().union(*CLASSES.values())


def find_codes():
    """:return: [(code, class)] of the reference, where it is at hand"""
    beside = [each / "shared" / "data" / "qbo" for each in TOP.parents]
    if "QBO_REFERENCE" in os.environ:
        beside = [pathlib.Path(os.environ["QBO_REFERENCE"])]
    for folder in beside:
        if (folder / "fault_codes.json").is_file():
            listed = json.loads((folder / "fault_codes.json").read_text())["faults"]
            return [(each["code"], each["class"]) for each in listed]
    return []


@pytest.mark.parametrize(("code", "kind"), find_codes() or [(6000, "data"), (10000, "transient")])
def test_every_known_code_has_its_meaning(code, kind):
    for written in (str(code), f"{code:06d}", code):
        [parsed] = faults.parse(json.dumps(fault(written))).errors
        assert parsed.code == code
    assert faults.parse(json.dumps(fault(code))).meaning in CLASSES[kind]


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ({"Fault": {"Error": [{"code": "6000"}]}}, [6000]),
        ({"fault": {"error": [{"code": "3200"}]}}, [3200]),
        ({"Fault": {"Error": {"code": "6000"}}}, [6000]),
        ({"Fault": {"Error": [{"code": ""}]}}, [0]),
        (
            {"Fault": {"Error": [{"Message": "message=x; errorCode=003001; statusCode=429"}]}},
            [3001],
        ),
        ({"Fault": {"Error": [{"code": "2020"}, {"code": "6000"}, "?"]}}, [2020, 6000]),
        ({"Fault": {"Error": None}}, []),
        ({"Fault": None}, None),
        ({"Fault": "?"}, []),
    ],
)
def test_shapes(said, codes):
    found = faults.of_body(said)
    assert (found and found.codes) == codes


@pytest.mark.parametrize(
    ("said", "codes", "kind"),
    [
        ('<a><Fault type="SERVICE"><Error code="3001"><Message>m</Message></Error></Fault></a>',
         [3001], "SERVICE"),
        ("<a><Fault><Error code='610'/></Fault></a>", [610], ""),
        ("<a><Fault></Fault></a>", [], ""),
    ],
)  # fmt: skip
def test_xml(said, codes, kind):
    found = faults.parse(said)
    assert (found.codes, found.kind) == (codes, kind)


@pytest.mark.parametrize("said", ["", "{}", "[]", "<html></html>", '{"Invoice": {}}', "null"])
def test_what_is_no_fault(said):
    assert faults.parse(said) is None


@pytest.mark.parametrize(
    ("kind", "meaning"),
    [
        ("ValidationFault", faults.DATA),
        ("SystemFault", faults.UNKNOWN),
        ("SERVICE", faults.UNKNOWN),
        ("", faults.UNKNOWN),
        ("AUTHENTICATION", faults.TOKEN),
        ("AuthorizationFault", faults.SIGN_IN),
    ],
)
def test_type_counts_where_a_code_is_not_known(kind, meaning):
    assert faults.parse(json.dumps(fault(77777, kind=kind))).meaning == meaning


def test_no_error_says_nothing():
    assert faults.Fault(()).meaning == faults.UNKNOWN


@given(st.text(max_size=400))
@settings(max_examples=200)
def test_any_text_can_be_looked_at(said):
    assert isinstance(faults.parse(said), faults.Fault | None)
    # What is a Fault always means something, whatever is in it.
    assert faults.parse("<a><Fault>" + said).meaning in MEANINGS


def test_person_is_shown_the_detail_and_no_secret():
    detail = "No  \n such account Bearer abcdef"
    [error] = faults.parse(json.dumps(fault(2500, detail))).errors
    assert error.said == "No such account Bearer *** (2500)"
    assert faults.Error(0, "Message").said == "Message"
    assert len(faults.Error(1, "x" * 9000).said) < 520
