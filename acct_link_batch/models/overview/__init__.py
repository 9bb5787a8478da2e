from . import interface
from . import card
