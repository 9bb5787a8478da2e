from . import jobs
from . import upload
from . import interface
