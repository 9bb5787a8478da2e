from . import connector
from . import interface
