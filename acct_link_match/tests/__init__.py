from . import test_contact_share
from . import test_cures
from . import test_match
from . import test_match_batch
from . import test_match_currency
from . import test_match_import
from . import test_match_merge
from . import test_match_role
