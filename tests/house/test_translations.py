"""What a clerk reads is there in each language that the add-ons speak, and says the same."""

import collections
import re

import polib
import pytest

from dev.translations import NAMES, find_templates, read_translations

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|%%|\{[\w.!:]*\}")
TAG = re.compile(r"</?([a-zA-Z]+)[^>]*>")
QUOTED = re.compile("“([^”%]+)”")
GLOSSARY = "docs/translations.md"

CASES = [
    pytest.param(template, language, id=f"{template.parent.parent.name}-{language}")
    for template in find_templates()
    for language in sorted(NAMES)
]


def read(template, language):
    return polib.pofile(template.with_name(f"{language}.po"))


def test_there_are_add_ons_to_look_at():
    assert len(find_templates()) > 10


@pytest.mark.parametrize(("template", "language"), CASES)
def test_every_term_is_translated(template, language):
    terms = {entry.msgid for entry in polib.pofile(template)}
    entries = read(template, language)
    assert {entry.msgid for entry in entries} == terms, "run dev/translations.py"
    assert not [entry.msgid for entry in entries if not entry.msgstr or entry.fuzzy]


@pytest.mark.parametrize(("template", "language"), CASES)
def test_translation_keeps_what_is_filled_in(template, language):
    """A placeholder that is missing hides a figure, and one that nobody fills is an error."""
    for entry in read(template, language):
        told, said = (find_parts(text) for text in (entry.msgid, entry.msgstr))
        assert told == said, entry.msgid


def find_parts(text):
    """:return: how often each placeholder and each tag is in it"""
    return collections.Counter(PLACEHOLDER.findall(text) + TAG.findall(text))


@pytest.mark.parametrize(("template", "language"), CASES)
def test_translation_keeps_the_blanks_around_it(template, language):
    """Texts of one sentence stand side by side in a view."""
    for entry in read(template, language):
        for end in (0, -1):
            assert entry.msgid[end].isspace() == entry.msgstr[end].isspace(), entry.msgid


@pytest.mark.parametrize("language", sorted(NAMES))
def test_cure_names_a_button_as_it_stands_on_the_screen(language):
    translations = read_translations(language)
    wrong = []
    for english, translation in translations.items():
        for name in QUOTED.findall(english):
            label = translations.get(name.strip("."), "")
            if label and label not in translation:
                wrong.append(f"“{name}” is “{label}”: {translation}")
    assert not wrong, "\n".join(wrong)
