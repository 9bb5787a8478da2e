from . import check
from . import check_line
