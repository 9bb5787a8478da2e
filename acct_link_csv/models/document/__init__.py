from . import document
from . import document_code
