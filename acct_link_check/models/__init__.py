from . import remote_contact
from . import preflight
from . import batch
from . import account_move
