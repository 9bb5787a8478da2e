from . import test_lib_operation
from . import test_operation
from . import test_operation_contact
from . import test_operation_cures
from . import test_operation_invoice
from . import test_operation_kinds
from . import test_operation_security
from . import test_operation_turn
