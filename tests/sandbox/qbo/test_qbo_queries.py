"""Questions: what may be asked, how a page is cut, and what changed."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.qbo.api.query import parse


@pytest.fixture
def filled(qbo):
    """Three invoices of two customers."""
    other = {"CustomerRef": qbo.ref("Customer", "O'Hara & Sons")}
    qbo.create("Invoice", **qbo.invoice("A-1", PrivateNote="mark"))
    qbo.create("Invoice", **qbo.invoice("A-2", TxnDate="2026-02-01", **other))
    qbo.create("Invoice", **qbo.invoice("b-3", Line=[qbo.sale_line(10)], **other))
    return qbo


def numbers(found):
    return sorted(row["DocNumber"] for row in found.get("Invoice", []))


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("DocNumber in ('a-1','B-3','none')", ["A-1", "b-3"]),
        ("DocNumber = 'a-2'", ["A-2"]),
        ("DocNumber LIKE 'A%'", ["A-1", "A-2"]),
        ("TxnDate = '2026-01-30' and CustomerRef = '3'", ["b-3"]),
        ("TxnDate > '2026-01-30'", ["A-2"]),
        ("TotalAmt >= '115.00' AND TotalAmt < '116'", ["A-1", "A-2"]),
        ("MetaData.CreateTime >= '2020-01-01T00:00:00-08:00'", ["A-1", "A-2", "b-3"]),
        ("MetaData.CreateTime > '2099-01-01'", []),
        ("Id in ('1','3')", ["A-1", "b-3"]),
    ],
)
def test_conditions(filled, where, expected):
    assert numbers(filled.ask(f"select * from Invoice where {where}")) == expected


def test_nothing_found_is_an_empty_answer(filled):
    assert filled.ask("select * from Invoice where DocNumber = 'none'") == {}
    assert filled.ask("select count(*) from Invoice") == {"totalCount": 3}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("select * from Invoice where PrivateNote = 'mark'", 4001),
        ("select * from Invoice where Line.Amount = '1'", 4001),
        ("select * from Purchase where EntityRef = '1'", 4001),
        ("select * from Purchase where AccountRef = '1'", 4001),
        ("select * from Account where AcctNum = '200'", 4001),
        ("select * from Vendor where PrimaryEmailAddr = 'a@b.c'", 4001),
        ("select * from Nothing", 4001),
        ("select * from Invoice orderby PrivateNote", 4001),
        ("select * from Invoice where Id > '1'", 4001),
        ("select * from Invoice maxresults 1001", 4001),
        ("select * from Invoice where DocNumber = 'a' or DocNumber = 'b'", 4000),
        ("select * from Invoice where DocNumber != 'a'", 4000),
        ("select * from Invoice where DocNumber = 'O'Hara'", 4000),
        ("select * from Invoice where DocNumber = 'O''Hara'", 4000),
        ("select * from Invoice where DocNumber = 7", 4000),
        ("select * from Invoice where DocNumber = 'open", 4000),
        (
            "select * from Invoice where DocNumber = '5eed0000-0000-4000-8000-000000000001'",
            4000,
        ),
        ("delete from Invoice", 4000),
        ("select * from Invoice, Bill", 4000),
        ("", 4000),
    ],
)
def test_what_may_not_be_asked(filled, text, code):
    assert filled.asked_wrongly(text) == code


def test_each_field_of_the_reference_and_no_other_may_be_asked(qbo, reference):
    documents = reference("documents")
    for entity, facts in documents["documents"].items():
        for name in facts["filterable"]:
            if name in ("MetaData", "AttachableRef"):
                continue
            text = f"select * from {entity} where {name} = '1'"
            answer = qbo.call("GET", "query", params={"query": text})
            assert answer.status_code == 200, text
        never = documents["query"]["never_filterable"]
        for name in {*facts["send"], *facts.get("not_filterable", []), *never}:
            if name not in facts["filterable"]:
                text = f"select * from {entity} where {name} = '1'"
                assert qbo.asked_wrongly(text) == 4001, text


def test_apostrophe_and_backslash(qbo):
    qbo.create("Customer", DisplayName="a\\b's")
    for name, there in (("O\\'Hara & Sons", 1), ("a\\\\b\\'s", 1), ("O\\'Hara", 0)):
        found = qbo.ask(f"select * from Customer where DisplayName = '{name}'")
        assert len(found.get("Customer", [])) == there


@settings(deadline=None)
@given(st.text(min_size=1).filter(str.strip))
def test_whatever_is_escaped_is_read_as_it_was(text):
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    query = parse(f"select * from Customer where DisplayName = '{escaped}'", strict=True)
    assert query.where == [("DisplayName", "=", [text])]


def test_question_as_a_body(filled):
    text = "select * from Customer where DisplayName = 'bluebird café'"
    kind = {"Content-Type": "application/text"}
    answer = filled.call("POST", "query", headers=kind, data=text.encode())
    assert len(answer.json()["QueryResponse"]["Customer"]) == 1
    assert filled.fault(filled.call("POST", "query", json={}))[0] == 500


def test_pages(filled):
    text = "select * from Invoice orderby DocNumber desc startposition {} maxresults 2"
    first, second = filled.ask(text.format(1)), filled.ask(text.format(3))
    assert [row["DocNumber"] for row in first["Invoice"]] == ["b-3", "A-2"]
    assert (first["startPosition"], first["maxResults"]) == (1, 2)
    assert numbers(second) == ["A-1"]
    assert (second["startPosition"], second["maxResults"]) == (3, 1)


def test_order_by_id_is_none(filled):
    text = "select * from Invoice orderby Id"
    seen = {tuple(row["Id"] for row in filled.ask(text)["Invoice"]) for _ in range(60)}
    assert len(seen) > 1


def test_inactive_is_found_when_asked_for(qbo):
    text = "select * from Vendor where DisplayName = 'Sleeping Supplies'"
    assert qbo.ask(text) == {}
    assert len(qbo.ask(text + " and Active in (true, false)")["Vendor"]) == 1
    assert len(qbo.ask(text + " and Active = false")["Vendor"]) == 1


def test_stock_number_has_to_be_named(qbo):
    qbo.create("Item", Name="Nail", Type="NonInventory", Sku="N-1")
    assert "Sku" not in qbo.ask("select * from Item where Name = 'Nail'")["Item"][0]
    assert qbo.ask("select *, Sku from Item where Name = 'Nail'")["Item"][0]["Sku"] == "N-1"


def test_list_of_fields_leaves_out_what_is_not_flat(filled):
    [row] = filled.ask("select DocNumber, CustomerRef from Invoice where Id = '1'")["Invoice"]
    assert row["DocNumber"] == "A-1"
    assert "CustomerRef" not in row


def test_attachments_by_what_they_belong_to(filled):
    filled.create(
        "Attachable",
        Note="see here",
        AttachableRef=[{"EntityRef": {"type": "Invoice", "value": "1"}}],
    )
    text = "select * from Attachable where AttachableRef.EntityRef.Type = 'invoice' "
    assert len(filled.ask(text + "and AttachableRef.EntityRef.value = '1'")["Attachable"]) == 1
    assert filled.ask(text + "and AttachableRef.EntityRef.value = '2'") == {}


# === CHANGES === #


def since(**ago):
    return (datetime.now(UTC) - timedelta(**ago)).isoformat()


def changes(qbo, entities, moment):
    answer = qbo.call("GET", "cdc", params={"entities": entities, "changedSince": moment})
    return answer.json()["CDCResponse"][0]["QueryResponse"]


def test_changes_and_what_is_gone(filled):
    filled.control("clock", advance=1000)
    mark = (datetime.now(UTC) + timedelta(seconds=900)).isoformat()
    head = {"Id": "3", "SyncToken": "0"}
    assert filled.post("invoice", head, operation="delete").ok
    filled.act("pay", entity="Invoice", id="1", amount=15)
    invoices, payments, bills = changes(filled, "Invoice,Payment,Bill", mark)
    assert [row.get("status", row["Id"]) for row in invoices["Invoice"]] == ["1", "Deleted"]
    assert invoices["Invoice"][0]["Balance"] == 100.0
    assert len(payments["Payment"]) == 1
    assert bills == {}


def test_changes_that_are_not_told(filled):
    def refused(entities, moment):
        parameters = {"entities": entities, "changedSince": moment}
        return filled.fault(filled.call("GET", "cdc", params=parameters))[0]

    assert refused("Invoice,TaxCode", since(days=1)) == 2000
    assert refused("Invoice", since(days=32)) == 4002
    assert refused("Invoice", "yesterday") == 2060
    assert refused("", since(days=1)) == 2020


# === BATCH === #


def test_batch_of_questions(filled):
    items = [
        {"bId": "1", "Query": "select * from Invoice"},
        {"bId": "2", "Query": "select * from Invoice where PrivateNote = 'x'"},
    ]
    answer = filled.post("batch", {"BatchItemRequest": items}).json()["BatchItemResponse"]
    by_id = {item["bId"]: item for item in answer}
    assert len(by_id["1"]["QueryResponse"]["Invoice"]) == 3
    assert by_id["2"]["Fault"]["Error"][0]["code"] == "4001"
    assert filled.refused("batch", BatchItemRequest=items * 16)[0] == 1040


def test_batch_of_writes_is_done_item_by_item(filled):
    items = [
        {"bId": "1", "operation": "create", "Invoice": filled.invoice("C-1")},
        {"bId": "2", "operation": "create", "Invoice": filled.invoice("C-1")},
        {"bId": "3", "operation": "delete", "Invoice": {"Id": "1", "SyncToken": "0"}},
        {"bId": "4", "operation": "void", "Bill": {"Id": "1", "SyncToken": "0"}},
    ]
    answer = filled.post("batch", {"BatchItemRequest": items}).json()["BatchItemResponse"]
    by_id = {item["bId"]: item for item in answer}
    assert by_id["1"]["Invoice"]["Id"] == "4"
    assert by_id["2"]["Fault"]["Error"][0]["code"] == "6140"
    assert by_id["3"]["Invoice"]["status"] == "Deleted"
    assert by_id["4"]["Fault"]["Error"][0]["code"] == "500"
