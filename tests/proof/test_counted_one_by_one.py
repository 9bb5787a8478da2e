"""What an upload to a system costs that takes one document a call is counted, and not timed."""

import pytest

from bench.parallel import INVOICES, count_calls, run
from kit.stage.fixture import Measured
from kit.systems import get_systems

pytestmark = pytest.mark.every_case

SYSTEMS = ("ledger", "qbo", "myob")
DOCUMENTS, CUSTOMERS = 400, 80
MOST_QUERIES = 3  # a document
# A document: looked for before it is sent, with many others; to MYOB go shorter questions.
MOST_READS = {"ledger": 0.06, "qbo": 0.06, "myob": 0.12}


@pytest.fixture(
    scope="module",
    params=[each for each in get_systems() if each.name in SYSTEMS],
    ids=lambda system: system.name,
)
def linked(request):
    linked = Measured(
        f"counted_{request.param.name}", 2 * DOCUMENTS, CUSTOMERS, INVOICES, request.param
    )
    try:
        linked.renew(DOCUMENTS, **request.param.calm)
        yield linked
    finally:
        linked.close()


def upload(linked):
    """:return: (queries, writes, reads)"""
    writes, reads = count_calls(linked)
    figures = run(linked, paced=False, hurried=False)
    writes_now, reads_now = count_calls(linked)
    return figures["queries"], writes_now - writes, reads_now - reads


def test_upload_to_new_customers_writes_each_once_and_reads_many_at_once(linked):
    queries, writes, reads = upload(linked)
    assert writes == DOCUMENTS + CUSTOMERS
    assert reads <= MOST_READS[linked.system.name] * DOCUMENTS
    assert queries <= MOST_QUERIES * DOCUMENTS


def test_upload_to_known_customers_writes_documents_alone(linked):
    """After the one above."""
    linked.workers.run("queue", documents=DOCUMENTS, offset=DOCUMENTS)
    queries, writes, reads = upload(linked)
    assert writes == DOCUMENTS
    assert reads <= MOST_READS[linked.system.name] * DOCUMENTS
    assert queries <= MOST_QUERIES * DOCUMENTS
