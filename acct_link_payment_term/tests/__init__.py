from . import test_payment_term
from . import test_payment_term_cures
from . import test_payment_term_named_records
