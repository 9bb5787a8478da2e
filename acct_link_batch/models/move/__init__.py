from . import account_move_state
from . import account_move
from . import account_move_change
from . import account_move_sort
from . import account_move_words
