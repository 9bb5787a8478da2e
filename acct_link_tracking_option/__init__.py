from . import models
from .lib import problems
