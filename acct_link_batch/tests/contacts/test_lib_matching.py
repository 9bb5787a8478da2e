"""How names, codes and numbers are compared."""

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...lib import likeness
from ...lib.matching import normalise, normalise_number, split_name, trim, visible

texts = st.text(max_size=30)
# One of each kind that people and programs paste: zero-width space and joiners, byte order mark,
# soft hyphen, marks of direction, variation selector, word joiner, filler, tag, control character.
UNSEEN = [
    *("\u200b", "\u200c", "\u200d", "\ufeff", "\u00ad", "\u200e", "\u200f", "\u202a", "\u202e"),
    *("\u2066", "\u2069", "\u061c", "\ufe0f", "\u2060", "\u034f", "\u180e", "\u3164"),
    *("\U000e0020", "\x00", "\x07", "\x7f", "\x9f"),
]
BLANKS = [
    "  ",
    "\t",
    "\n",
    "\r\n",
    "\u00a0",
    "\u2007",
    "\u202f",
    "\u3000",
    "\u2028",
    "\u2800",
    "\x85",
]
around = st.lists(st.sampled_from([*UNSEEN, *BLANKS, " "]), max_size=3).map("".join)


@tagged("post_install", "-at_install")
class TestLibMatching(BaseCase):
    # === NORMAL FORM === #

    @settings(max_examples=200, deadline=None)
    @given(st.lists(st.one_of(texts, around), max_size=4).map("".join))
    def test_normalise_gives_a_form_that_stays_as_it_is(self, text):
        for form in (normalise, normalise_number, visible, trim):
            self.assertEqual(form(form(text)), form(text), form)
        self.assertEqual(normalise(visible(text)), normalise(text))
        self.assertEqual(normalise(trim(text)), normalise(text))

    @settings(max_examples=200, deadline=None)
    @given(texts, st.integers(0, 30), st.sampled_from(UNSEEN))
    def test_normalise_does_not_see_what_nobody_sees(self, text, at, unseen):
        pasted = f"{text[:at]}{unseen}{text[at:]}"
        self.assertEqual(normalise(pasted), normalise(text))
        self.assertEqual(normalise_number(pasted), normalise_number(text))
        self.assertEqual(likeness.plain(pasted), likeness.plain(text))

    @settings(max_examples=200, deadline=None)
    @given(texts)
    def test_normalise_takes_any_composition_of_a_character(self, text):
        for form in ("NFC", "NFD", "NFKC", "NFKD"):
            self.assertEqual(normalise(unicodedata.normalize(form, text)), normalise(text))

    @settings(max_examples=100, deadline=None)
    @given(texts, around, around, st.sampled_from(BLANKS))
    def test_normalise_takes_runs_of_blanks_as_one(self, text, before, behind, blank):
        self.assertEqual(normalise(f"{before}{text}{behind}"), normalise(text))
        self.assertEqual(normalise(f"Rimu{blank}Ltd"), "rimu ltd")
        self.assertEqual(normalise_number(f"INV{blank}9"), "inv9")

    def test_normalise_takes_every_case_of_a_letter(self):
        pairs = {
            "STRASSE": "Straße",
            "Ⅷ": "viii",
            "ＲＩＭＵ": "rimu",
            "ΣΊΓΜΑΣ": "σίγμας",
            "ﬁ": "FI",
        }
        for one, other in pairs.items():
            self.assertEqual(normalise(one), normalise(other))
        for nothing in (None, False, "", " ", "\u200b\u00a0"):
            self.assertEqual(normalise(nothing), "")

    def test_normalise_takes_what_word_processors_put_for_what_was_typed(self):
        typed = 'Smith-Jones & O\'Brien "Ltd"'
        for dash in "\u2010\u2011\u2012–—―−－﹘":
            self.assertEqual(normalise(typed.replace("-", dash)), normalise(typed), dash)
        for quote in "‘’‛′ʹʼ`＇":
            self.assertEqual(normalise(typed.replace("'", quote)), normalise(typed), quote)
        self.assertEqual(normalise("Smith–Jones & O’Brien “Ltd”"), normalise(typed))
        self.assertEqual(normalise_number("INV–9"), normalise_number("inv-9"))
        self.assertNotEqual(normalise("Smith-Jones"), normalise("Smith Jones"))

    def test_normalise_keeps_accents_apart(self):
        self.assertNotEqual(normalise("Café"), normalise("Cafe"))
        self.assertEqual(normalise("CAFE\u0301  Ltd"), normalise("café ltd"))

    # === WHAT IS SENT === #

    @settings(max_examples=200, deadline=None)
    @given(around, texts, around)
    def test_trim_takes_nothing_but_the_ends(self, before, text, behind):
        trimmed = trim(f"{before}{text}{behind}")
        self.assertEqual(trimmed, trim(text))
        self.assertIn(trimmed, text)

    def test_trim_keeps_what_was_typed_inside(self):
        self.assertEqual(
            trim("\ufeff\u200b Ka\u00adu  ri\u00a0Ltd \u200d"), "Ka\u00adu  ri\u00a0Ltd"
        )
        self.assertEqual(trim("\u200b \u2800"), "")
        self.assertEqual(trim(None), "")

    def test_split_name_takes_the_first_word_as_first_name(self):
        names = {"Jane  van Dyk": ("Jane", "van Dyk"), "Cher": ("Cher", ""), None: ("", "")}
        for name, expected in names.items():
            self.assertEqual(split_name(name), expected)

    # === SUGGESTIONS === #

    def test_likeness_looks_past_case_accents_order_and_legal_form(self):
        names = {1: "Kōwhai Office", 2: "Office Max", 3: "Rata Joinery", 4: "Limited"}
        others = [(id_, likeness.plain(name)) for id_, name in names.items()]
        self.assertEqual(likeness.rank("The KOWHAI office, Ltd.", others), [(1, 100)])
        self.assertEqual(likeness.rank("Office Kowhai", others), [(1, 100)])
        [(best, percent)] = likeness.rank("Kowhai Ofice", others)
        self.assertEqual(best, 1)
        self.assertTrue(90 <= percent < 100)
        self.assertEqual(likeness.rank("Zephyr", others), [])
        self.assertEqual(likeness.rank("Ltd", []), [])
        self.assertEqual(likeness.plain("Limited"), "limited")
