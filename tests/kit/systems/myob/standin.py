"""The stand-in for MYOB as a process, which tells what no client should do."""

from kit.stage import standin
from postgres import Failure

DAY = 86_401  # seconds: limits are those of a second and of a day, and of no minute
# MYOB Business takes what is below zero, as both products are played; and a second takes any number
# of calls, as keeping their pace, which other tests show, would be most of the time of a case.
USUAL = {"business_negatives": True, "second_limit": 10_000}


class MyobStandIn(standin.StandIn):
    def __init__(self, *redirect_uris):
        options = [option for uri in redirect_uris for option in ("--redirect-uri", uri)]
        super().__init__("myob", *options)
        self.control("settings", **USUAL)

    def reset(self, **settings):
        super().reset(**{**USUAL, **settings})

    def control(self, name, /, **body):
        """A minute that passes is a day here."""
        if name == "clock":
            body["advance"] += DAY
        return super().control(name, **body)

    def check(self):
        """:raises Failure: a call since the last time was wrong in itself"""
        if violations := self.control("violations"):
            raise Failure("\n".join(["No client should do this:", *violations]))
