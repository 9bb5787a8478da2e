from . import plain as test_plain
from . import test_chosen
from . import test_lib_reference
from . import test_reference
from . import test_reference_cures
from . import test_reference_named_records
from . import test_reference_purchase
