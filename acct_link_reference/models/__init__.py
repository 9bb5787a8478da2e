from . import res_company
from . import interface
from . import document
from . import claim
from . import document_check
from . import account_move
from . import account_analytic_account
from . import party
