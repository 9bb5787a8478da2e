from . import tracking
from . import tracking_option
from . import plan_map
from . import analytic_map
from . import interface
from . import connector
from . import document
from . import problem_mixin
