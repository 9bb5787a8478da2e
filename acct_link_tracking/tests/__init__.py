from . import test_document_shares
from . import test_document_tracking
from . import test_lib_split
from . import test_tracking_cures
from . import test_tracking_named_records
from . import test_tracking_security
