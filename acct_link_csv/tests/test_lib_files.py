"""Every format written and read back by readers that know nothing of the writer."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import odoo.init  # noqa: F401

from odoo.addons.acct_link_batch.lib.matching import trim
from odoo.addons.acct_link_csv.lib.format import add_up_lines, has_lines
from odoo.addons.acct_link_csv.lib.writer import Part, Refused
from odoo.addons.acct_link_csv.tests.lib_common import (
    FORMATS,
    PARTY,
    assert_same,
    code_of,
    document,
    documents,
    errors,
    files_of,
    hostile,
    line,
    party_of,
    plain,
    read_back,
    with_texts,
    writer,
)
from odoo.addons.acct_link_csv.tests.readers import READERS
from odoo.addons.acct_link_csv.tests.readers.read import cells

each_format = pytest.mark.parametrize("key", FORMATS)
NUMBER = re.compile(r"-?\d+(\.\d+)?%?\Z")
PHONE = re.compile(r"[+0-9().\-/ ]*\Z")
# What says nothing of the lines in words, or of each of them.
NO_TEXTS = {"sage50_ca", "sage200"}
# What has no column for a code of the tax.
NO_TAX_CODES = {"quickbooks_online_us", "sage_intacct_ar"}


def test_there_is_a_reader_for_every_format():
    assert READERS.keys() == FORMATS.keys()


@each_format
@given(data=st.data())
@settings(max_examples=20, deadline=None)
def test_what_is_written_is_read(key, data):
    """Numbers, parties, dates, amounts by account and taxes come back to the cent."""
    writing = writer(key)
    written = data.draw(documents(FORMATS[key], plain))
    assert [errors(problems) for problems in writing.check(written)] == [[] for _ in written]
    found = read_back(key, writing, written)
    assert len(found) == len(written)
    for one, read in zip(written, found, strict=True):
        assert_same(writing, one, read)


@pytest.mark.parametrize("key", [key for key, each in FORMATS.items() if has_lines(each)])
@given(data=st.data())
@settings(max_examples=10, deadline=None)
def test_what_is_added_up_is_read_to_the_same_amounts(key, data):
    """A row for each account and tax code, and no cent is elsewhere."""
    writing = writer(add_up_lines(FORMATS[key]))
    written = data.draw(documents(FORMATS[key], plain))
    found = [{each.code for each in errors(some)} for some in writing.check(written)]
    # A system that computes the taxes may come to another cent for the sum: it is not let go.
    assert set().union(*found) <= {"file_tax_recomputed"}
    kept = [one for one, codes in zip(written, found, strict=True) if not codes]
    for one, read in zip(kept, kept and read_back(key, writing, kept), strict=True):
        assert_same(writing, one, read)


@each_format
def test_descriptions_arrive(key):
    kind = FORMATS[key].kinds[0]
    code = code_of(key)
    one = document(
        line("10.00", code, description="First part", account="4000"),
        line("20.00", code, description="Second part", account="4010"),
        kind=kind,
    )
    [read] = read_back(key, writer(key), [one])
    if key not in NO_TEXTS:
        assert read.texts == ["First part", "Second part"]


@each_format
@given(data=st.data(), text=hostile)
@settings(max_examples=20, deadline=None)
def test_hostile_texts_change_nothing(key, data, text):
    """Whatever stands in free texts: the same documents come back, and no cell is a formula."""
    format_, writing = FORMATS[key], writer(key)
    written = [with_texts(one, text) for one in data.draw(documents(format_, plain, most=2))]
    assert [errors(problems) for problems in writing.check(written)] == [[] for _ in written]
    files = files_of(writing, [writing.render(written)])
    for one, read in zip(written, READERS[key](files), strict=True):
        assert_same(writing, one, read)
    assert_no_formula(format_, files)


def assert_no_formula(format_, files):
    if format_.formula.texts == "keep":
        assert format_.formula.why
        return
    for name, content in files.items():
        if not name.endswith((".csv", ".txt")):
            continue
        codec = "cp1252" if format_.encoding == "windows-1252" else "utf-8-sig"
        for cell in cells(content, codec, format_.separator):
            # A spreadsheet takes quotes away that are not doubled.
            cell = cell.lstrip('"') if format_.quoting == "never" else cell
            if cell[:1] in set("=+-@\t\r\n|＝＋－＠"):
                assert not cell or NUMBER.match(cell) or PHONE.match(cell), cell


KEYS = {
    "number": lambda one, text: replace(one, number=text),
    "party": lambda one, text: replace(one, party=replace(one.party, key=text)),
    "account": lambda one, text: replace(
        one, lines=tuple(replace(each, account=text) for each in one.lines)
    ),
    "tax_code": lambda one, text: replace(
        one, lines=tuple(replace(each, tax_code=text) for each in one.lines)
    ),
}


@each_format
@pytest.mark.parametrize("field", KEYS)
@given(text=st.one_of(hostile, st.text("ABC123 -_/.é", max_size=9)))
@settings(max_examples=20, deadline=None)
def test_a_key_is_carried_to_the_letter_or_refused(key, field, text):
    format_, writing = FORMATS[key], writer(key)
    code = code_of(key)
    one = KEYS[field](document(line("10.00", code), kind=format_.kinds[0]), text)
    if errors(writing.check([one])[0]):
        with pytest.raises(Refused):
            writing.render([one])
        return
    files = files_of(writing, [writing.render([one])])
    assert_no_formula(format_, files)
    if field == "tax_code":
        whole = b"".join(files.values())
        bare = format_.package or key in NO_TAX_CODES
        assert bare or carried(trim(text), format_) in whole
        return
    [read] = READERS[key](files)
    assert_same(writing, one, read)


def carried(text, format_):
    codec = "cp1252" if format_.encoding == "windows-1252" else "utf-8"
    if format_.key.endswith("xml"):
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    elif format_.quoting != "never":
        text = text.replace('"', '""')
    return text.encode(codec)


@each_format
def test_the_same_parts_make_the_same_bytes(key):
    writing = writer(key)
    code = code_of(key)
    some = [
        document(
            line("10.00", code),
            kind=kind,
            number=f"{kind[0].upper()}/2026/0000{n}",
            party=party_of(kind),
        )
        for n, kind in enumerate(FORMATS[key].kinds)
    ]
    part = writing.render(some)
    again = Part.from_json(part.to_json())
    assert again == part
    halves = [writing.render([one]) for one in some]
    assert files_of(writing, [part]) == files_of(writer(key), [again]) == files_of(writing, halves)


@each_format
@pytest.mark.parametrize("role", ["customers", "suppliers"])
@given(text=hostile)
@settings(max_examples=10, deadline=None)
def test_files_of_parties(key, role, text):
    format_, writing = FORMATS[key], writer(key)
    if not writing.party_file_spec(role):
        return
    address = replace(PARTY.address, lines=(text,) * 4, city=text, postcode=text)
    one = replace(PARTY, name=text.strip() or "x", email=text, phone=text, address=address)
    other = replace(PARTY, key="OTHER1")
    if errors(writing.check_parties(role, [one])[0]):
        assert format_.system == "MoneyWorks"  # which needs a name
        assert not any(one.isprintable() and not one.isspace() for one in text)
        return
    name, content = writing.party_file(role, [one, other, PARTY], "BATCH/0042")
    assert name.startswith("BATCH_0042_")
    assert_no_formula(format_, {name: content})
    assert content.count(b"OTHER1") == 1
    assert content.count(b"ACME01") == 1
