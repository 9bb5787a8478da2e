"""Descriptions of formats: those that come with the add-on, and mistakes in edited ones."""

import copy
import json

import pytest

import odoo.init  # noqa: F401

from odoo.addons.acct_link_batch.lib.catalogue import CATALOGUE
from odoo.addons.acct_link_csv.lib.catalogue import load
from odoo.addons.acct_link_csv.lib.format_data import Misformed, format_from_data, to_data
from odoo.addons.acct_link_csv.tests.lib_common import data_of

FORMATS = load()
each_format = pytest.mark.parametrize("key", FORMATS)


@each_format
def test_a_format_goes_through_data_and_back(key):
    format_ = FORMATS[key]
    assert format_.key == key
    assert format_from_data(json.loads(json.dumps(to_data(format_)))) == format_


@each_format
def test_the_description_is_what_is_edited(key):
    assert format_from_data(data_of(key)) == FORMATS[key]


@each_format
def test_what_is_unsure_is_said(key):
    format_ = FORMATS[key]
    assert format_.system and format_.name
    assert format_.questions or format_.confidence == "high"
    assert format_.experimental or format_.confidence != "low"


def edited(*path, value=None, key="xero_invoices_29"):
    """The description of a format with one thing changed; value None takes it away."""
    data = copy.deepcopy(data_of(key))
    place = data
    for step in path[:-1]:
        place = place[step]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return data


COLUMN = ("files", 0, "records", 0, "columns", 10)


@pytest.mark.parametrize(
    ("code", "where", "data"),
    [
        ("format_missing_key", "format", edited("system")),
        ("format_unknown_key", "format.files[0]", edited("files", 0, "eval", value="1")),
        ("format_wrong_type", "format.kinds", edited("kinds", value="invoice")),
        ("format_wrong_type", "format.bom", edited("bom", value="yes")),
        ("format_wrong_type", "format.limits.documents", edited("limits", "documents", value=-1)),
        ("format_wrong_type", "format.limits.documents", edited("limits", "documents", value=True)),
        ("format_wrong_type", "format.separator", edited("separator", value=",,")),
        ("format_wrong_type", "format.date_format", edited("date_format", value="%d/%m")),
        ("format_wrong_type", "format.date_format", edited("date_format", value="DD/MM")),
        ("format_wrong_choice", "format.encoding", edited("encoding", value="utf-7")),
        ("format_wrong_choice", "format.kinds", edited("kinds", value=["order"])),
        ("format_wrong_type", "format.files[0].name", edited("files", 0, "name", value="../x.csv")),
        ("format_why_missing", "format.formula", edited("formula", value={"texts": "keep"})),
        (
            "format_source_unknown",
            "format.files[0].records[0].columns[10]",
            edited(*COLUMN, "source", value="document.__class__"),
        ),
        (
            "format_source_unknown",
            "format.files[0].records[0].columns[10]",
            edited(*COLUMN, "source", value="setting.unknown"),
        ),
        (
            "format_wrong_choice",
            "format.files[0].records[0].columns[10].type",
            edited(*COLUMN, "type", value="code"),
        ),
        (
            "format_reference_unknown",
            "format.totals[0]",
            edited("totals", 0, "add", value=["Line.Nothing"]),
        ),
        (
            "format_wrong_type",
            "format.totals[0].tolerance",
            edited("totals", 0, "tolerance", value="9"),
        ),
        # Nobody's text in a cell that is written as it is, no figure in one that is for texts.
        (
            "format_source_unknown",
            "format.files[0].records[0].columns[17]",
            edited(*COLUMN[:-1], 17, "source", value="document.reference"),
        ),
        (
            "format_source_unknown",
            "format.files[0].records[0].columns[10]",
            edited(*COLUMN, "source", value="document.total"),
        ),
        (
            "format_source_unknown",
            "format.files[0].records[0].columns[12]",
            edited(*COLUMN[:-1], 12, "source", value="party.name"),
        ),
        (
            "format_wrong_type",
            "format.files[0].records[0].columns[14].fixed",
            edited(*COLUMN[:-1], 14, value={"header": "Total", "type": "number", "fixed": "=1+1"}),
        ),
        ("format_wrong_type", "format", ["no", "description"]),
    ],
)
def test_a_mistake_is_named(code, where, data):
    with pytest.raises(Misformed) as caught:
        format_from_data(data)
    problem = caught.value.problem
    assert (problem.code, problem.values["where"]) == (code, where)
    entry = CATALOGUE[code]
    assert entry.text % problem.values
    assert entry.cure % problem.values


def test_a_file_per_document_cannot_ask_for_lines():
    data = edited(
        "files",
        0,
        "records",
        0,
        "columns",
        5,
        "source",
        value="line.net",
        key="quickbooks_desktop_iif_us",
    )
    with pytest.raises(Misformed) as caught:
        format_from_data(data)
    assert caught.value.problem.code == "format_source_unknown"
