from . import plain as test_plain
from . import test_myob_cures
from . import test_myob_named_records
