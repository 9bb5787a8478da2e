from . import file
from . import batch
