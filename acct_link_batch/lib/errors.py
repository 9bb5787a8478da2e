"""What can stop a whole run or a whole request. Only senders, the reads and `_read` raise these."""

from datetime import datetime

from .problem import Problem


class LinkError(Exception):
    """Carries the Problem that the clerk sees."""

    def __init__(self, problem: Problem):
        super().__init__(problem.code)
        self.problem = problem


class Postponed(LinkError):
    """Nothing was written, and nothing more may be asked before `until` (naive UTC).

    `calls_left`: of today, if the refusal told it.
    """

    def __init__(self, problem: Problem, until: datetime, calls_left: int | None = None):
        super().__init__(problem)
        self.until = until
        self.calls_left = calls_left


class TokenExpired(LinkError):
    """Nothing was written: the access token is refused. Renew it once, then ask again."""


class SignInNeeded(LinkError):
    """Nothing was written; an administrator has to sign in to the accounting system again."""


class Misconfigured(LinkError):
    """Nothing was written; the settings of the interface or the accounting system are wrong."""


class RequestRefused(LinkError):
    """The whole request was refused and nothing of it written: one item spoils it."""


class TurnOver(Exception):
    """The turn of an interface has lasted long enough; it goes on with its next one. Raised by the
    loop alone, where all that was found out is committed.
    """


class NoAnswer(LinkError):
    """The exchange broke off: the items may or may not have been written.

    `until`: do not ask again before (naive UTC), if the other side said so.
    """

    def __init__(self, problem: Problem, until: datetime | None = None):
        super().__init__(problem)
        self.until = until
