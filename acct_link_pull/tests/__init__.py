from . import test_differences
from . import test_paper
from . import test_pull_security
from . import test_puller
