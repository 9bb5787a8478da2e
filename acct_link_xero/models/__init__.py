from . import acct_link_connector_xero
from . import acct_link_connector_xero_call
from . import acct_link_interface
from . import acct_link_interface_content
from . import acct_link_remote_contact
