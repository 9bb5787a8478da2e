from . import plain as test_plain
from . import test_bills
from . import test_cards
from . import test_confirm
from . import test_csv_cures
from . import test_csv_named_records
from .folder import test_drop
from . import test_export
from . import test_files
from .items import test_items
from .folder import test_folder
from . import test_profile
from . import test_screens
