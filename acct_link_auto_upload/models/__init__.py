from . import auto_upload
from . import interface
from . import batch
from . import batch_line
from . import account_move
