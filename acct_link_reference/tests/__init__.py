from . import test_lib_reference
from . import test_reference
