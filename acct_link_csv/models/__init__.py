from . import formats
from . import codes
from . import contacts
from . import document
from . import upload
from . import files
