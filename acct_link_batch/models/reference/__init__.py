from . import interface
from . import reference
from . import account_move_claim
from . import account_move_reference
from . import account_analytic_account
