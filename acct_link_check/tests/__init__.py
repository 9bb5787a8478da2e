from . import test_check
from . import test_check_foresees
