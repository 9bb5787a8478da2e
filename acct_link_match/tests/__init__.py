from . import test_contact_share
from . import test_match_batch
from . import test_match_import
