from . import acct_link_confirm
from . import acct_link_csv_preview
from . import acct_link_export_again
