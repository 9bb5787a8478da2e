from . import plain as test_plain
from . import test_qbo_cures
