"""Several interfaces that wait for their turn."""

from .common import AcctLinkCommon


class TurnsCommon(AcctLinkCommon):
    def _add_interfaces(self, count):
        """:return: that of the class, and so many more of the same company"""
        return self.interface.union(
            *(
                self.interface.copy({"name": f"Firm {n}", "remote_org_id": f"file-of-{n}"})
                for n in range(count)
            )
        )
