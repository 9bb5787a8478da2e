from . import acct_link_choice
