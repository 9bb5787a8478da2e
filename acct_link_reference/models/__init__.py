from . import interface
from . import document
from . import claim
from . import account_move
from . import account_analytic_account
