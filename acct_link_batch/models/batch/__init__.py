from . import batch_line
from . import batch_line_state
from . import interface
from . import batch
from . import ir_websocket
from . import batch_line_change
from . import parking
from . import batch_report
