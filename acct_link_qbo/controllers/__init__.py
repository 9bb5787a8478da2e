from . import reconnect
