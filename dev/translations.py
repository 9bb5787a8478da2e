"""Bring the translations of every add-on up to its terms.

python dev/translations.py [LANGUAGE ...]
    For each language (those that are there, if none is named) write i18n/LANGUAGE.po anew: the
    terms of the .pot in its order, with what is translated already, in any add-on. Prints what
    is missing, one line a language.
"""

import collections
import pathlib
import sys

import polib

ROOT = pathlib.Path(__file__).resolve().parent.parent
NAMES = {"de": "German", "es": "Spanish", "fr": "French", "nl": "Dutch"}


def find_templates():
    """:return: [path of an add-on's terms]"""
    return sorted(ROOT.glob("acct_link_*/i18n/*.pot"))


def find_languages():
    """:return: [code of a language that something is translated into], in their order"""
    return sorted({path.stem for path in ROOT.glob("acct_link_*/i18n/*.po")})


def read_translations(language):
    """:return: {English: translation} of all add-ons"""
    found = {}
    for path in sorted(ROOT.glob(f"acct_link_*/i18n/{language}.po")):
        found |= {entry.msgid: entry.msgstr for entry in polib.pofile(path) if entry.msgstr}
    return found


def update(template, language, elsewhere):
    """Write the add-on's translations anew.

    :param elsewhere: {English: translation} for what the add-on has no translation of its own of
    :return: [English that is not translated]
    """
    path = template.with_name(f"{language}.po")
    own = {e.msgid: e.msgstr for e in polib.pofile(path) if e.msgstr} if path.exists() else {}
    terms = polib.pofile(template)
    file = polib.POFile()
    file.header = terms.header
    file.metadata = terms.metadata | {
        "Language-Team": NAMES.get(language, language),
        "Language": language,
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": f"nplurals=2; plural=({'n > 1' if language == 'fr' else 'n != 1'});",
    }
    for entry in terms:
        entry.msgstr = own.get(entry.msgid) or elsewhere.get(entry.msgid, "")
        file.append(entry)
    file.save(path)
    return [entry.msgid for entry in file.untranslated_entries()]


def main(*languages):
    for language in languages or find_languages():
        elsewhere = read_translations(language)
        missing = collections.Counter()
        for template in find_templates():
            if left := update(template, language, elsewhere):
                missing[template.parent.parent.name] = len(left)
        counts = ", ".join(f"{name} {count}" for name, count in missing.items())
        print(f"{language}: {counts or 'complete'}")


if __name__ == "__main__":
    main(*sys.argv[1:])
