from . import connector
from . import connector_call
from . import pace
from . import interface
from . import interface_content
from . import token
from . import party
