from . import interface
from . import document
from . import document_booked
from . import paper
from . import document_code
from . import document_line
from . import rate
