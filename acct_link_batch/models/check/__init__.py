from . import batch
from . import document_check
from . import preflight
