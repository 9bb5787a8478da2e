"""The one catalogue of everything that can be wrong, by what it is wrong with. Other add-ons add
their entries when they are imported.
"""

from dataclasses import replace

from .answer import ANSWER
from .contact import CONTACT
from .document import DOCUMENT
from .entry import Entry, _lt
from .run import RUN
from .setup import SETUP

CATALOGUE = {
    **DOCUMENT,
    **SETUP,
    **CONTACT,
    **ANSWER,
    **RUN,
}

# Of a Problem whose add-on is gone: what it said stays readable.
FORGOTTEN = Entry(
    _lt("An add-on that is not installed any more said “%(code)s” (%(values)s)."),
    _lt("Install that add-on again, or set the document aside."),
)


def add(module: str, part: dict[str, Entry]):
    """Take in the entries of another add-on, `module`, whose terms they are.

    :raises ValueError: one of the codes is there already
    """
    if known := CATALOGUE.keys() & part.keys():
        raise ValueError(f"{module}: in the catalogue already: {', '.join(sorted(known))}")
    CATALOGUE.update({code: replace(entry, module=module) for code, entry in part.items()})


def find(code: str) -> Entry:
    """The entry of a code, FORGOTTEN where there is none."""
    return CATALOGUE.get(code, FORGOTTEN)
