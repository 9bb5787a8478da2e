from . import account_analytic_account
from . import tracking_option
from . import interface
from . import operation
from . import document
from . import upload_option
from . import batch
from . import preflight
