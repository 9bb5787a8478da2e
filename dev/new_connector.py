"""Make a connector from the template: an add-on, a stand-in and their adapter for the kit.

python dev/new_connector.py NAME
    NAME is one word of small letters, such as `brook`. Copies the plain ledger's three parts under
    this name: docs/connector.md says what to write in them then.
"""

import argparse
import pathlib
import re
import shutil
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
# From the template, to what is made of it.
PARTS = {
    "tests/addons/test_acct_link": "acct_link_{name}",
    "sandbox/ledger": "sandbox/{name}",
    "tests/kit/systems/ledger.py": "tests/kit/systems/{name}.py",
}
IGNORED = shutil.ignore_patterns("__pycache__")


def make(name, root=ROOT):
    """:return: the paths that were made
    :raises ValueError: the name cannot be one, or is in use
    """
    if not re.fullmatch(r"[a-z]+", name):
        raise ValueError(f"{name} is not one word of small letters")
    made = {root / part: root / new.format(name=name) for part, new in PARTS.items()}
    if taken := [path for path in made.values() if path.exists()]:
        raise ValueError(f"{taken[0]} is there already")
    for part, path in made.items():
        if part.is_dir():
            shutil.copytree(part, path, ignore=IGNORED)
        else:
            shutil.copy(part, path)
        for file in path.rglob("*") if path.is_dir() else [path]:
            if file.is_file():
                file.write_text(rename(file.read_text(), name))
    return list(made.values())


def rename(text, name):
    """The template's words in those of the new connector."""
    for part, new in PARTS.items():
        text = text.replace(part, new.format(name=name))
    text = text.replace("test_acct_link", f"acct_link_{name}")
    text = text.replace(
        '"category": "Hidden/Tests"', '"category": "Accounting/Accounting"'
    ).replace("a plain ledger (tests)", name.title())
    for spelt in (str.lower, str.title, str.upper):
        text = text.replace(spelt("ledger"), spelt(name))
    return text


if __name__ == "__main__":
    parser = argparse.ArgumentParser(usage=__doc__.split("\n\n")[1])
    parser.add_argument("name")
    try:
        for each in make(parser.parse_args().name):
            print(each.relative_to(ROOT))
    except ValueError as problem:
        sys.exit(f"new connector: {problem}")
