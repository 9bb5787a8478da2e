from . import jobs
from . import puller
from . import interface
