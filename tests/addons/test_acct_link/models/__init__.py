from . import interface
from . import connector
