from . import acct_link_settle_hours
