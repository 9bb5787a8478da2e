from . import token
from . import connector
from . import app_pace
from . import interface
from . import renewal
from . import notice
