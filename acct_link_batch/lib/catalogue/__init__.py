"""The one catalogue of everything that can be wrong, by what it is wrong with."""

from .answer import ANSWER
from .contact import CONTACT
from .document import DOCUMENT
from .file import FILE
from .incoming import INCOMING
from .run import RUN
from .setup import SETUP
from .step import STEP

CATALOGUE = {
    **DOCUMENT,
    **SETUP,
    **CONTACT,
    **ANSWER,
    **FILE,
    **INCOMING,
    **RUN,
    **STEP,
}
