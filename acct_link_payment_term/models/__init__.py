from . import payment_term
from . import payment_term_map
from . import interface
from . import connector
from . import document
