from . import code_mixin
from . import interface
