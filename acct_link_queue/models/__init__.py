from . import interface
from . import upload
