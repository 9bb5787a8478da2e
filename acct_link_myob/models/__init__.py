from . import connector
from . import connector_call
from . import connector_operations
from . import connector_pull
from . import interface
from . import interface_content
from . import token
from . import party
