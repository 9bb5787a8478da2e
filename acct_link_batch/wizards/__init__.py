from . import acct_link_wizard_mixin
from . import acct_link_park
from . import acct_link_exclude
from . import acct_link_reset
from . import base_partner_merge
