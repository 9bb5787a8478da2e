from . import connector
from . import connector_call
from . import interface
from . import interface_content
