from . import notice
from . import sign_in
