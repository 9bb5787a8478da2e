from . import token
from . import connector
from . import interface
