from . import test_queue_pull
