from . import acct_link_xero_choice
