from . import match_answer
from . import match_import
from . import match_retry
from . import match_take
from . import match_batch
from . import match_choice
