from . import operation
from . import interface
from . import freeze
from . import upload
from . import request
from . import stages
