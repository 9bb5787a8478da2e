from . import interface
from . import file
from . import batch
from . import batch_line
from . import upload
