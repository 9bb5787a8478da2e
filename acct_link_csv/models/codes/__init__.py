from . import code_mixin
