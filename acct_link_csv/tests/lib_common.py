"""What the tests of `lib` share: documents, and files of them read back."""

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from hypothesis import strategies as st

import odoo.init  # noqa: F401

from odoo.addons.acct_link_batch.lib.document import (
    PURCHASES,
    Address,
    Document,
    Line,
    Party,
)
from odoo.addons.acct_link_batch.lib.matching import trim
from odoo.addons.acct_link_csv.lib.catalogue import FOLDER, load
from odoo.addons.acct_link_csv.lib.writer import Writer
from odoo.addons.acct_link_csv.tests.readers import READERS

FORMATS = load()
CENT = Decimal("0.01")
RATES = {
    "Z": Decimal(0),
    "S": Decimal(15),
    "T1": Decimal(20),
    "Zero Rated": Decimal(0),
    "Standard": Decimal(20),
    "Lower Rate": Decimal(5),
}
# Formats with words of their own for tax codes.
_WORDS = {"Z": "Zero Rated", "S": "Standard", "T1": "Lower Rate"}
PARTY = Party(
    key="ACME01",
    name="Acme Ltd",
    partner_id=7,
    email="office@acme.example",
    phone="+64 9 555 0101",
    tax_number="123-456-789",
    address=Address(("1 Long Street", "Level 2"), "Nelson", "Tasman", "7010", "New Zealand"),
)
SUPPLIER = replace(PARTY, key="SUPP01", partner_id=8)
_OPPOSITE = {
    "invoice": "credit_note",
    "credit_note": "invoice",
    "bill": "vendor_credit",
    "vendor_credit": "bill",
}


def code_of(key, code="S"):
    """A tax code that the format takes: its own word, and none that bears tax where it has none."""
    if key == "quickbooks_online_us":
        return "Z"
    return _WORDS[code] if key.startswith("sage_accounting_uk") else code


def line(net="100.00", code="S", **changes):
    net, rate = Decimal(net), RATES[code]
    values = {
        "description": "Design",
        "quantity": Decimal(1),
        "price": net,
        "discount": Decimal(0),
        "net": net,
        "tax": (net * rate / 100).quantize(CENT, ROUND_HALF_UP),
        "account": "4000",
        "tax_code": code,
        "tax_rate": rate,
    }
    return Line(**{**values, **changes})


def document(*lines, **changes):
    lines = lines or (line(),)
    net, tax = sum(one.net for one in lines), sum(one.tax for one in lines)
    values = {
        "kind": "invoice",
        "number": "INV/2026/00012",
        "marker": "6f1de0ce",
        "reference": "J100 Depot",
        "date": date(2026, 11, 2),
        "due_date": date(2026, 12, 20),
        "currency": "NZD",
        "contact": "ACME01",
        "party": PARTY,
        "lines": lines,
        "net": net,
        "tax": tax,
        "total": net + tax,
    }
    return Document(**{**values, **changes})


def party_of(kind):
    """None is a customer and a supplier: some accounting systems have one list of names."""
    return SUPPLIER if kind in PURCHASES else PARTY


def writer(format_, **settings):
    if isinstance(format_, str):
        format_ = FORMATS[format_]
    values = {one.key: one.default or one.key[:7] for one in format_.settings}
    return Writer(format_, {**values, **settings})


def files_of(writing, parts, batch="BATCH/0042"):
    return {name: b"".join(content) for name, content in writing.assemble(parts, batch)}


def errors(problems):
    return [problem for problem in problems if problem.level == "error"]


def read_back(key, writing, documents, batch="BATCH/0042"):
    return READERS[key](files_of(writing, [writing.render(documents)], batch))


def direction(kind, total):
    """(kind, total) with a total above zero: a negative invoice is a credit note."""
    return (_OPPOSITE[kind], -total) if total < 0 else (kind, total)


def assert_same(writing, document, read):
    """The document as it was read has every figure of the one that was written."""
    net = {}
    for one in document.lines:
        value = one.net + one.tax if read.gross else one.net
        net[trim(one.account)] = net.get(trim(one.account), 0) + value
    tax = Decimal(0) if read.gross else document.tax
    kind, total = direction(document.kind, document.total)
    sign = 1 if total == document.total else -1
    assert (read.kind, read.number) == (kind, writing.number(document))
    assert (read.party, read.date) == (trim(document.party.key), document.date)
    assert {account: sign * value for account, value in net.items() if value} == {
        account: value for account, value in read.net.items() if value
    }
    assert read.tax == sign * tax
    assert sum(read.net.values()) + read.tax == total
    assert read.total in (None, total)


# === RANDOM DOCUMENTS === #

amounts = st.decimals(min_value=-90_000, max_value=90_000, places=2)
# No fraction of one: what an amount is divided by would make figures too long for a column.
figures = st.decimals(min_value=-900, max_value=900, places=4).filter(
    lambda figure: not figure or abs(figure) >= 1
)


@st.composite
def lines(draw, codes, text):
    net = draw(amounts)
    discount = draw(st.sampled_from([Decimal(0), Decimal("7.5")]))
    quantity = draw(st.one_of(st.just(Decimal(1)), st.integers(1, 9).map(Decimal), figures))
    price = draw(st.one_of(st.just(net), figures))
    return line(
        str(net),
        draw(st.sampled_from(codes)),
        description=draw(text),
        quantity=quantity,
        price=price,
        discount=discount,
        account=draw(st.sampled_from(["4000", "4010", "200"])),
    )


@st.composite
def documents(draw, format_, text, most=6):
    """Documents that the format takes: of its kinds, with a total above zero unless it takes
    others, with as many tax codes as it takes.
    """
    codes = ("Z", "S") if format_.max_tax_codes else ("Z", "S", "T1")
    codes = tuple(dict.fromkeys(code_of(format_.key, code) for code in codes))
    found = []
    for number in draw(st.lists(st.integers(1, 99_999), min_size=1, max_size=most, unique=True)):
        own = draw(st.lists(lines(codes, text), min_size=1, max_size=5))
        total = sum(one.net + one.tax for one in own)
        if not total or (total < 0 and not format_.negative_documents):
            own.append(line("500000.00", codes[-1], description="More"))
        kind = draw(st.sampled_from(format_.kinds))
        prefix = {"invoice": "INV", "bill": "BILL"}.get(kind, "R" + kind[0].upper())
        day = draw(st.dates(date(2020, 1, 1), date(2030, 12, 31)))
        found.append(
            document(
                *own,
                kind=kind,
                number=f"{prefix}/2026/{number:05}",
                marker=f"{number:032x}",
                reference=draw(text),
                date=day,
                due_date=day + timedelta(draw(st.integers(0, 90))),
                party=party_of(kind),
            )
        )
    return found


plain = st.text("abcdefghij XYZ0123", max_size=20).map(lambda text: " ".join(text.split()))
hostile = st.one_of(
    st.sampled_from(
        [
            "=1+1",
            "+cmd|' /C calc'!A0",
            "-2+3",
            "@SUM(A1)",
            "\t=1+1",
            "\r\n=1+1",
            " \x00=1+1",
            "＝1+1",
            '"=1+1"',
            "|calc",
            'say "hi", then; go\tand\r\nnext',
            "'; DROP TABLE x; --",
            "</detail.description><gross>1</gross>&amp;<![CDATA[",
            "Ünïcödé – “quotes” … €5 ™",
            "日本語 العربية \u202eevil\u202c \U0001f680\u200d\U0001f9d1 \ud800",
            "a" * 10_000,
            "END",
            "ENDTRNS",
            "</SalInvoice>",
            '"',
            "\\",
            "",
        ]
    ),
    st.text(max_size=40),
)


def with_texts(one, text):
    """The document with a hostile text in every free field."""
    address = Address((text, text, text, text), text, text, text, text)
    party = replace(
        one.party, name=text or "x", email=text, phone=text, tax_number=text, address=address
    )
    own = tuple(replace(each, description=text) for each in one.lines)
    return replace(one, reference=text, party=party, lines=own)


def data_of(key):
    """:return: dict, the description of a format as it is written, to be copied and edited"""
    return json.loads((FOLDER / f"{key}.json").read_text("utf-8"))
