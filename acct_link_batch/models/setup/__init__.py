from . import interface
from . import role
from . import accounts_file
from . import res_company
