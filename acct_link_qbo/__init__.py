# Their problems must be in the catalogue before anything is read.
from .lib import problems
from .lib import problems_operations
from . import controllers
from . import models
