from . import document_check
