from . import reset
from . import resend
