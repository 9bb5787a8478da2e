from . import test_expense
from . import test_expense_cures
from . import test_expense_named_records
