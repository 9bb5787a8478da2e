from . import step
from . import interface
from . import upload
from . import request
