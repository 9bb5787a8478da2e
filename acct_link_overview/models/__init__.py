from . import batch_line
from . import interface
from . import card
from . import crons
from . import health
