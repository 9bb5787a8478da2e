from . import reconnect
from . import webhook
