from . import connector
from . import interface
from . import file
from . import batch
from . import batch_line
from . import request
from . import upload
from . import ir_module_module
