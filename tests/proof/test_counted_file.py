"""What an import file costs is counted, and not timed: queries of the database, and memory."""

import pytest

from bench.file import CUSTOMERS, FORMAT, LAYOUT, MANY
from kit.stage.fixture import FileFixture

pytestmark = pytest.mark.every_case

FEW = 5_000  # documents that are read together
MOST_QUERIES = 60  # for all of MANY
MOST_MEMORY = 1.2  # times that of FEW


@pytest.fixture(scope="module")
def linked():
    linked = FileFixture("counted_file", MANY, CUSTOMERS, LAYOUT, profile=FORMAT)
    try:
        linked.renew(MANY)
        yield linked
    finally:
        linked.close()


def write(linked, documents):
    return linked.workers.run("bench.file.write", seconds=600, documents=documents)


def test_many_documents_take_few_queries_and_no_more_memory(linked):
    few, many = write(linked, FEW), write(linked, MANY)
    assert many["queries"] <= MOST_QUERIES
    assert many["rows"] > 4 * MANY
    assert many["peak_mb"] <= MOST_MEMORY * few["peak_mb"]
