from . import engine_mixin
from . import setting_mixin
from . import problem_mixin
from . import merge_mixin
