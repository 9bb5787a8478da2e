"""A document of every kind on its way: into the books once, whatever is in the way."""

import pytest

from kit.cases import assert_exact, assert_sent


@pytest.mark.on_every_system
def test_upload_puts_every_kind_into_the_books_once(linked, lenient):
    linked.renew(linked.system.few, lenient=lenient)
    linked.workers.run("upload")
    linked.finish()
    assert_exact(linked)
    kinds = linked.execute("SELECT DISTINCT kind FROM acct_link_batch_line ORDER BY kind")
    assert [kind for (kind,) in kinds] == sorted(linked.system.kinds)
    for sent in linked.system.writes:
        assert_sent(linked, sent)
    linked.system.check_again(linked)


def test_second_batch_finds_its_contacts(linked):
    linked.renew(linked.system.few, lenient=True)
    linked.finish()
    linked.execute("DELETE FROM acct_link_contact")
    offset = max(linked.customers, linked.system.few)
    linked.workers.run("queue", documents=4, offset=offset)  # of the same
    linked.finish()
    assert_exact(linked, linked.system.few + 4)
    assert_sent(linked, "contacts")


def test_retry_uploads_what_failed(linked, lenient):
    """Each kind is refused once, and a contact; a person presses Retry."""
    linked.renew(linked.system.few, lenient=lenient)
    for call in linked.system.writes.values():
        linked.stand_in.control("faults", **call.fault("refuse_whole", times=0))
    linked.finish()
    [[failed]] = linked.execute(
        "SELECT count(*) FROM acct_link_batch_line WHERE state = 'failed' AND problems IS NOT NULL"
    )
    assert failed == linked.system.few
    assert not linked.judge().get("strangers")
    linked.stand_in.clear_faults()
    linked.workers.run("retry")
    linked.finish()
    assert_exact(linked)


@pytest.mark.on_every_system
def test_number_of_another_keeps_ours_out(linked):
    """A person's document has the number of ours: ours stays here and says so; theirs is left."""
    linked.renew(linked.system.few)
    tenant, stand_in = linked.tenant, linked.stand_in
    contact = "0f000000-0000-4000-8000-000000000001"
    linked.system.add_contact(stand_in, tenant, "Somebody Else", id=contact)
    [invoice, *_rest] = [
        each for each in linked.read_documents(tenant) if each["kind"] == "invoice"
    ]
    linked.system.add_document(
        stand_in, tenant, "invoice", invoice["number"], contact, invoice["total"]
    )
    linked.finish()
    assert linked.execute(
        "SELECT l.state, l.problems::text LIKE '%%number_taken%%' FROM acct_link_batch_line l"
        " JOIN account_move m ON m.id = l.move_id WHERE m.name = %s",
        (invoice["number"],),
    ) == [("failed", True)]
    wrong = linked.judge()
    assert set(wrong) == {"not_uploaded", "wrong"}
    assert wrong["wrong"] == [invoice["number"]]
    assert linked.found == linked.system.few - 1
