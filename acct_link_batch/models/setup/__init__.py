from . import interface
from . import accounts_file
from . import res_company
