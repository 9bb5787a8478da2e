from . import token
from . import interface
