"""The stand-in for Xero as a process: with Xero's own description, where it is at hand."""

import requests

from kit.stage import standin
from postgres import Failure
from sandbox.xero.contract import find_description


class XeroStandIn(standin.StandIn):
    def __init__(self, *redirect_uris, checks=False):
        """:param checks: hold every call against Xero's description, where it is at hand"""
        self._contract = find_description()[0] if checks else ""
        options = [option for uri in redirect_uris for option in ("--redirect-uri", uri)]
        super().__init__("xero", *options, "--contract", self._contract)

    def fault(self, kind, path="", method="PUT", **values):
        return self.control(
            "faults", kind=kind, method=method, path=f"/api.xro/2.0/{path}", **values
        )

    def check(self):
        """:raises Failure: a call was against Xero's description since the last time"""
        if not self._contract:
            return
        # All that is still to be looked at is looked at first.
        answer = requests.get(f"{self.url}/_sandbox/violations", timeout=300)
        answer.raise_for_status()
        if violations := answer.json():
            raise Failure("\n".join(["Against Xero's description:", *violations]))
