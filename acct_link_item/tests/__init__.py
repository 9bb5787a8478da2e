from . import test_item
from . import test_item_cures
