from . import test_card
from . import test_checklist
from . import test_dashboard
from . import test_health
