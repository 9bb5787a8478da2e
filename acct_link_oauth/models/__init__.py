from . import token
from . import connector
from . import app_pace
from . import connector_door
from . import interface
from . import renewal
from . import notice
