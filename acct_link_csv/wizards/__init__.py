from . import acct_link_confirm
from . import acct_link_csv_preview
