"""The stand-in for QuickBooks Online as a process, which tells what no client should do."""

from kit.stage import standin
from postgres import Failure


class QboStandIn(standin.StandIn):
    def __init__(self, *redirect_uris):
        options = [option for uri in redirect_uris for option in ("--redirect-uri", uri)]
        super().__init__("qbo", *options)

    def reset(self, **settings):
        """Of the limit of a second each process keeps count by itself, and a case may play several
        of them within one: what follows, a minute without calls, is played by test_quota.
        """
        super().reset(**{"second_limit": 1_000, **settings})

    def check(self):
        """:raises Failure: a call since the last time was wrong in itself"""
        if violations := self.control("violations"):
            raise Failure("\n".join(["No client should do this:", *violations]))
