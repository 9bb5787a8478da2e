from . import models
from . import wizards
from .lib import problems
