from . import batch
from . import document_check
from . import preflight
from . import repair
from . import repair_mixin
from . import interface
from . import batch_repair
