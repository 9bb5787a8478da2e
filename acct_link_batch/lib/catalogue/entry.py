"""One entry of the catalogue of Problems."""

from dataclasses import dataclass

WARNING = "warning"
ERROR = "error"


@dataclass(frozen=True)
class Entry:
    """`text` says what happened, `cure` what to do. `%(system)s` is the accounting system.
    `module`: the add-on whose terms they are.
    """

    text: str
    cure: str
    level: str = ERROR
    module: str = "acct_link_batch"


def _lt(text):
    """Marks a sentence for the translation template."""
    return text
