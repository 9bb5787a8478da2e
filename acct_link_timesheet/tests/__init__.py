from . import plain as test_plain
from . import test_gather
from . import test_lock
from . import test_timesheet_cures
from . import test_timesheet_named_records
from . import test_upload_sheet
