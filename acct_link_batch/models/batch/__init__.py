from . import interface
from . import batch
from . import batch_line
from . import ir_websocket
from . import batch_line_change
from . import parking
from . import push
from . import batch_report
