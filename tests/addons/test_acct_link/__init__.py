from .lib import problems
from . import models
