from . import test_bills
from . import test_files
from . import test_profile
