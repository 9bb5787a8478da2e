from . import models
from .lib import problems
from . import wizards
