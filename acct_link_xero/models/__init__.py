from . import acct_link_connector_xero
from . import acct_link_interface
