"""Measure how the interfaces of many firms share a server, each to books of its own.

python -m bench.interfaces
    Prints one JSON object: seconds from the press of Upload until the last document of twenty firms
    is in the books, by the scheduled action alone and by OCA's job queue with so many workers; a
    call takes 300 ms. `last_first_document_seconds`: when the first document of the last firm is
    there, by the scheduled action.
"""

import json
import signal
import sys
import time

from jobs.firms import JobFirms
from postgres import Failure

FIRMS, DOCUMENTS, CALL_MS = 20, 100, 300
WORKERS = (1, 2, 4)
SECONDS = 900  # until it is given up
TIMEOUT = 30  # seconds to answer: a busy machine is no reason to look for what was sent


class Timed(JobFirms):
    """The same with a clock."""

    def measure(self, workers):
        """:param workers: of the job queue; 0: the scheduled action alone
        :return: {firm: seconds until its first document was through}, seconds until all were
        """
        channels = f"root:9,root.acct_link:{workers}" if workers else ""
        server = self.serve(channels, workers + 1)
        try:
            if workers:
                self.wait(self.find_runner)
            self.prepare(latency_ms=CALL_MS)
            self.execute("UPDATE acct_link_interface SET answer_timeout = %s", (TIMEOUT,))
            self.press()
            first, started = {}, time.monotonic()

            def look():
                at = time.monotonic() - started
                for name in self.find_begun():
                    first.setdefault(name, at)
                time.sleep(0.1)

            self.wait(self.is_through, look, SECONDS)
            seconds = time.monotonic() - started
            look()
        finally:
            server.stop()
        if wrong := self.judge():
            raise Failure(f"The upload failed: {wrong}")
        return first, seconds

    def find_begun(self):
        """:return: [id of an interface] of which a document is through"""
        begun = "SELECT DISTINCT interface_id FROM acct_link_batch_line WHERE state = 'uploaded'"
        return [id_ for (id_,) in self.execute(begun)]


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    firms = Timed("bench_interfaces", FIRMS, DOCUMENTS)
    try:
        first, alone = firms.measure(0)
        by_workers = {count: firms.measure(count)[1] for count in WORKERS}
    finally:
        firms.close()
    figures = {f"workers_{count}_seconds": round(by_workers[count], 1) for count in WORKERS}
    print(
        json.dumps(
            {
                "bench": f"interfaces_{FIRMS}",
                "cron_seconds": round(alone, 1),
                **figures,
                "last_first_document_seconds": round(max(first.values()), 1),
            }
        ),
        flush=True,
    )


if __name__ == "__main__":
    try:
        main()
    except Failure as problem:
        sys.exit(f"bench: {problem}")
