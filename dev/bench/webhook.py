"""Measure how quickly a notice of Xero is answered: Xero waits a second.

python -m bench.webhook
    Prints one JSON object: milliseconds of an Odoo server from a notice to its answer, the middle
    and the slowest of many, and of the largest notice; beside what the same server takes to say
    that it is well, without a database.
"""

import json
import statistics
import sys
import time

import requests

from kit.stage.fixture import Fixture
from odoo_server import OdooServer, free_port
from postgres import Failure

NOTICES, LARGE = 100, 2_000
KEY = "a key of notices"
EVENT = {
    "resourceId": "f3ff8db3-5b4c-4d9b-a3a5-5a2d1d9a7c11",
    "eventType": "UPDATE",
    "eventCategory": "INVOICE",
    "tenantType": "ORGANISATION",
}


def listen(env):
    """Within Odoo: the interface takes notices. :return: its id"""
    interface = env["acct.link.interface"].search([], limit=1)
    interface.write({"takes_notices": True, "notice_key": KEY})
    env.cr.commit()
    return interface.id


def tell(linked, url, events):
    """:return: milliseconds of the answer"""
    wish = {"url": url, "key": KEY, "events": [{**EVENT, "tenantId": linked.tenant}] * events}
    [answer] = linked.stand_in.control("webhooks", **wish)
    if answer["status"] != 200:
        raise Failure(f"A notice was answered with {answer['status']}")
    return answer["seconds"] * 1000


def ask_health(server):
    started = time.perf_counter()
    requests.get(f"{server.url}/web/health", timeout=5).raise_for_status()
    return (time.perf_counter() - started) * 1000


def main():
    linked = Fixture("bench_webhook", 0, 1)
    server = OdooServer(linked.dbname, free_port(), max_cron_threads=0)
    try:
        number = linked.workers.run("bench.webhook.listen")
        server.start()
        url = f"{server.url}/acct_link_xero/webhook/{number}"
        tell(linked, url, 1)  # the first one of a server loads the database
        found = [tell(linked, url, 1) for _each in range(NOTICES)]
        large = [tell(linked, url, LARGE) for _each in range(3)]
        health = [ask_health(server) for _each in range(NOTICES)]
    finally:
        server.stop()
        linked.close()
    print(
        json.dumps(
            {
                "bench": "webhook",
                "ms": round(statistics.median(found), 1),
                "slowest_ms": round(max(found), 1),
                f"ms_of_{LARGE}_events": round(min(large), 1),
                "odoo_health_ms": round(statistics.median(health), 1),
                "xero_waits_ms": 1000,
            }
        ),
        flush=True,
    )


if __name__ == "__main__":
    try:
        main()
    except Failure as problem:
        sys.exit(f"bench: {problem}")
