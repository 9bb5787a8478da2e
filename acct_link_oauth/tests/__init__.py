from . import plain as test_plain
from . import test_lapsed
from . import test_oauth_cures
from . import test_oauth_security
