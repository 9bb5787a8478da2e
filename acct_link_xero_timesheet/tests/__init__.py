from . import plain as test_plain
from . import test_payroll_cures
