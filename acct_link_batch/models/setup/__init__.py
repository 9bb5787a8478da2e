from . import interface
from . import res_company
