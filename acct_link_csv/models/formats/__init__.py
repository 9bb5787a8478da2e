from . import term
from . import profile
from . import column
from . import setting
from . import problem_mixin
from . import interface
