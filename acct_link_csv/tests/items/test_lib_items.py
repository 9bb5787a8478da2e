"""Formats with a column for items, and with one item of every sales line in their settings."""

import pytest

from ...lib.format import takes_items
from ..lib_common import FORMATS, SUPPLIER, code_of, document, files_of, line, writer

IIF = ("reckon_accounts_iif", "quickbooks_desktop_iif_us")


def written(key, *documents):
    writing = writer(key, item="SERVICE")
    [content] = files_of(writing, [writing.render(list(documents))]).values()
    return content.decode("windows-1252")


@pytest.mark.parametrize("key", IIF)
def test_item_of_a_line_comes_before_that_of_the_settings(key):
    lines = [line(code=code_of(key), item=item) for item in ("DESIGN", "")]
    text = written(key, document(*lines))
    assert (text.count("DESIGN"), text.count("SERVICE")) == (1, 1)


@pytest.mark.parametrize("key", IIF)
def test_lines_of_bills_have_no_item(key):
    bought = document(line(code=code_of(key), item="DESIGN"), kind="bill", party=SUPPLIER)
    text = written(key, bought)
    assert "SERVICE" not in text
    assert "DESIGN" not in text


def test_formats_that_take_items_are_those_with_a_column_for_them():
    assert {key for key, format_ in FORMATS.items() if takes_items(format_)} == {
        *IIF,
        *("reckon_one", "sage50_us"),
        *("xero_bills_24", "xero_bills_26", "xero_invoices_27", "xero_invoices_29"),
    }
