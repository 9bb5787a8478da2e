from . import interface
from . import card
from . import health
