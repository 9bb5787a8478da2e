from . import test_batch
from . import test_document
from . import test_lib
from . import test_lib_reference
from . import test_overview
from . import test_reference
from . import test_security
from . import test_upload
