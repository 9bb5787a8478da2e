"""What an upload costs is counted, and not timed: calls of the system, queries of the database."""

import math

import pytest

from bench.upload import CHUNK, CUSTOMERS, NO_LIMITS, UPLOAD, run_upload
from kit.stage.fixture import LAYOUTS, Measured

pytestmark = pytest.mark.every_case

MOST_CALLS = 25  # for 1,000 documents of 200 new customers
# A document: of new customers, of known ones.
MOST_QUERIES, MOST_QUERIES_KNOWN = 0.9, 0.8


@pytest.fixture(scope="module")
def linked():
    linked = Measured("counted", 2 * UPLOAD, CUSTOMERS)
    try:
        linked.renew(UPLOAD, **NO_LIMITS)
        yield linked
    finally:
        linked.close()


def test_upload_to_new_customers_takes_few_calls_and_queries(linked):
    figures = run_upload(linked)
    assert figures["calls"] <= MOST_CALLS
    assert figures["queries"] <= MOST_QUERIES * UPLOAD


def test_upload_to_known_customers_takes_the_fewest_calls_there_can_be(linked):
    """After the one above."""
    linked.workers.run("queue", documents=UPLOAD, offset=UPLOAD)
    refunds = sum(move_type == "out_refund" for move_type, _lines in LAYOUTS) / len(LAYOUTS)
    fewest = math.ceil(UPLOAD * refunds / CHUNK) + math.ceil(UPLOAD * (1 - refunds) / CHUNK)
    figures = run_upload(linked)
    assert figures["calls"] == fewest
    assert figures["queries"] <= MOST_QUERIES_KNOWN * UPLOAD
