"""The stand-in for MYOB as a process, which tells what no client should do."""

from kit.stage import standin
from postgres import Failure

DAY = 86_401  # seconds: limits are those of a second and of a day, and of no minute


class MyobStandIn(standin.StandIn):
    def __init__(self, *redirect_uris):
        options = [option for uri in redirect_uris for option in ("--redirect-uri", uri)]
        super().__init__("myob", *options)

    def reset(self, **settings):
        """MYOB Business takes what is below zero, as both products are played."""
        super().reset(**{"business_negatives": True, **settings})

    def control(self, name, /, **body):
        """A minute that passes is a day here."""
        if name == "clock":
            body["advance"] += DAY
        return super().control(name, **body)

    def check(self):
        """:raises Failure: a call since the last time was wrong in itself"""
        if violations := self.control("violations"):
            raise Failure("\n".join(["No client should do this:", *violations]))
