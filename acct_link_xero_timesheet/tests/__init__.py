from . import plain as test_plain
