from . import interface
from . import batch_line
from . import batch
from . import document
