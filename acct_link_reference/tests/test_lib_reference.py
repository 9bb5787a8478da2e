"""The rules of the reference, by example and by property."""

import dataclasses
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

import odoo.init  # noqa: F401

from ..lib.reference import (
    PLACEHOLDERS,
    RULES,
    Parts,
    TemplateError,
    build,
    check,
    cut,
)

FULL = Parts(
    job_code="J100", job_name="Bridge repair", reference="REF-9", claim="3",
    heading="Structural services", po="PO 7", origin="S00012", number="INV/2026/0001",
    customer="Kea Farms", name="Kea Trust",
)  # fmt: skip
NOTHING = Parts()
SEPARATORS = " -–—/|,;:·"

words = st.text("ab1 -/&()%é…\u0301\u200d\U0001f600\n\t", max_size=40)
parts = st.builds(Parts, **{name: words for name in PLACEHOLDERS})


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("job_code", "J100"),
        ("job_name", "Bridge repair"),
        ("reference", "REF-9"),
        ("job_code_name", "J100 - Bridge repair"),
        ("job_code_po", "J100 - PO 7"),
        ("claim", "3"),
        ("job_code_claim", "J100 - 3"),
        ("heading", "Structural services"),
        ("heading_job_code", "Structural services - J100"),
        ("reference_heading", "REF-9 - Structural services"),
    ],
)
def test_each_rule(rule, expected):
    assert build(RULES[rule], FULL).text == expected
    assert build(RULES[rule], NOTHING).text == ""


@pytest.mark.parametrize(
    ("rule", "missing", "expected"),
    [
        ("job_code_name", "job_code", "Bridge repair"),
        ("job_code_name", "job_name", "J100"),
        ("job_code_po", "po", "J100"),
        ("job_code_po", "job_code", "PO 7"),
        ("job_code_claim", "claim", "J100"),
        ("heading_job_code", "heading", "J100"),
        ("reference_heading", "heading", "REF-9"),
    ],
)
def test_what_is_missing_takes_its_separator_along(rule, missing, expected):
    assert build(RULES[rule], dataclasses.replace(FULL, **{missing: ""})).text == expected


@pytest.mark.parametrize(
    ("template", "missing", "expected"),
    [
        ("{job_code} / Claim {claim} / PO {po}", (), "J100 / Claim 3 / PO PO 7"),
        ("{job_code} / Claim {claim} / PO {po}", ("claim",), "J100 / PO PO 7"),
        ("{job_code} / Claim {claim} / PO {po}", ("job_code", "po"), "Claim 3"),
        ("{job_name} ({job_code})", (), "Bridge repair (J100)"),
        ("{job_name} ({job_code})", ("job_code",), "Bridge repair"),
        ("{job_name} ({job_code})", ("job_name",), "(J100)"),
        ("#{claim}, {customer}", ("claim",), "Kea Farms"),
        ("{job_code} incl. variations", (), "J100 incl. variations"),
        ("{job_code} incl. variations", ("job_code",), ""),
        ("{job_code} -", (), "J100"),
        ("{ job_code }{claim}", (), "J1003"),
        ("As agreed", (), "As agreed"),
        ("{number} {origin} {name}", ("origin",), "INV/2026/0001 Kea Trust"),
    ],
)
def test_free_templates(template, missing, expected):
    check(template)
    assert build(template, dataclasses.replace(FULL, **dict.fromkeys(missing, ""))).text == expected


@pytest.mark.parametrize(
    ("template", "unknown"),
    [
        ("{job}", ("job",)),
        ("{job_code} {a} {b} {a}", ("a", "b")),
        ("{}", ("",)),
        ("{job_code.__class__}", ("job_code.__class__",)),
        ("{job_code!r}", ("job_code!r",)),
        ("{0}", ("0",)),
        ("{job_code", ()),
        ("job_code}", ()),
        ("{{job_code}}", ()),
    ],
)
def test_a_template_nobody_can_fill_is_refused(template, unknown):
    with pytest.raises(TemplateError) as refused:
        check(template)
    assert refused.value.unknown == unknown


def test_nothing_in_a_value_is_evaluated():
    sly = dataclasses.replace(NOTHING, po="{job_code} %(x)s ${y}", job_code="J100")
    assert build("{po}", sly).text == "{job_code} %(x)s ${y}"


def test_the_cut_is_shown_and_known():
    built = build("{job_name}", Parts(job_name="x" * 300), 255)
    assert (len(built.text), built.text[-1], built.is_cut) == (255, "…", True)
    assert built.full == "x" * 300
    assert not build("{job_name}", Parts(job_name="x" * 255), 255).is_cut


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("abcdef", 6, "abcdef"),
        ("abcdef", 5, "abcd…"),
        ("abc def", 5, "abc…"),
        ("cafe\u0301s", 5, "caf…"),  # the accent belongs to its letter
        ("ab\U0001f600cd", 4, "ab…"),  # two units wide
        ("a👩\u200d🚀bc", 5, "a…"),
        ("ab", 0, "ab"),
    ],
)
def test_cutting(text, limit, expected):
    assert cut(text, limit) == expected


@given(parts, st.sampled_from(sorted(RULES)), st.integers(1, 60))
def test_a_reference_is_never_too_long_and_is_clean(values, rule, limit):
    built = build(RULES[rule], values, limit)
    assert len(built.text.encode("utf-16-le")) // 2 <= limit
    assert built.text == built.text.strip()
    assert "\n" not in built.full and "  " not in built.full
    assert built.is_cut == (built.text != built.full)


@given(parts, st.sampled_from(sorted(RULES)), st.data())
def test_separators_stand_between_parts_only(values, rule, data):
    missing = data.draw(st.sets(st.sampled_from(PLACEHOLDERS)))
    # What a document has itself may begin with anything: look at plain words.
    plain = {name: "" if name in missing else "Wort" for name in PLACEHOLDERS}
    text = build(RULES[rule], dataclasses.replace(values, **plain)).text
    assert text == text.strip(SEPARATORS)
    names = [name for name in PLACEHOLDERS if f"{{{name}}}" in RULES[rule]]
    assert text.count("Wort") == len(set(names) - missing)


@given(words, st.integers(2, 30))
def test_a_cut_text_is_the_beginning_of_the_whole(text, limit):
    kept = cut(text, limit)
    if kept == text:
        return
    assert kept.endswith("…")
    rest = text[len(kept[:-1]) :]
    assert text.startswith(kept[:-1])
    # Of a text that begins with such a sign maybe nothing is kept: nothing is torn apart then.
    is_torn = unicodedata.combining(rest.lstrip()[:1] or " ") and not rest[:1].isspace()
    assert not (kept[:-1] and is_torn)
