from . import test_auto_upload
from . import test_auto_upload_keeps_out
from . import test_auto_upload_named_records
