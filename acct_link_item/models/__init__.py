from . import item
from . import interface
from . import connector
from . import document
