from . import sign_in
from . import webhook
