from . import models

# Their problems must be in the catalogue before anything is read.
from .lib import problems
