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

    def _queue_for(self, interfaces):
        """A document waits for each of them. :return: their lines"""
        line = self._batch(self._invoice()).line_ids.sudo()
        lines = line
        for interface in interfaces - line.interface_id:
            lines += line.copy(
                {
                    "batch_id": line.batch_id.copy({"interface_id": interface.id}).id,
                    "interface_id": interface.id,
                    "move_id": self._invoice().id,
                }
            )
        lines.state = "queued"
        self.env.flush_all()
        return lines
