from . import formats
from . import codes
from . import contacts
from . import document
from . import files
from . import upload
