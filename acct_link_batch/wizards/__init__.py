from . import acct_link_confirm
from . import acct_link_park
from . import acct_link_exclude
from . import acct_link_reset
from . import acct_link_match_retry
from . import acct_link_match_take
from . import acct_link_check
from . import acct_link_check_line
