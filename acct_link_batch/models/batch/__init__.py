from . import interface
from . import batch
from . import batch_line
from . import ir_websocket
from . import batch_line_change
from . import parking
from . import auto_upload
from . import batch_report
