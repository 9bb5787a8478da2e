from . import test_option_cures
