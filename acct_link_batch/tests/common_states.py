"""Helper of the tests: documents in each state."""


class StatesMixin:
    def _everywhere(self):
        """:return: {state: document in that state}, a draft under False"""
        moves = self._invoices(5)
        states = ("uploaded", "ready", "parked", "in_books", "available")
        documents = dict(zip(states, moves, strict=True))
        self._upload(documents["uploaded"])
        self._batch(documents["ready"])
        parking = self.env["acct.link.parking"]
        parking._set_aside(documents["parked"], "parked", "disputed")
        parking._set_aside(documents["in_books"], "in_books", False)
        return {**documents, False: self._invoice(post=False)}
