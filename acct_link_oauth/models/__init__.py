from . import token
from . import connector
from . import interface
from . import renewal
from . import notice
