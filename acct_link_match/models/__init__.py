from . import match
from . import match_list
from . import match_actions
from . import upload_match
