from . import acct_link_csv_preview
