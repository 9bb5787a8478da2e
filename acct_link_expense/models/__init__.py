from . import account_move
from . import batch_line
from . import document
from . import interface
from . import request
