from . import acct_link_confirm
from . import acct_link_park
from . import acct_link_reset
