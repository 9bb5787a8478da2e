"""Follow-up writes: whether they are done there already, or can be, and whose the record is."""

import hashlib
import json
from dataclasses import replace
from decimal import Decimal

import pytest

import odoo.init  # noqa: F401

from odoo.addons.acct_link_batch.lib.document import BILL, EXPENSE, to_json
from odoo.addons.acct_link_batch.lib.errors import Postponed
from odoo.addons.acct_link_batch.lib.outcome import NotDone, Rejected, Unknown, Uploaded
from odoo.addons.acct_link_myob.lib import look_up_operations
from odoo.addons.acct_link_myob.lib.operations import marker_of
from odoo.addons.acct_link_myob.lib.translate import document_payload
from odoo.addons.acct_link_myob.tests.lib_common import (
    CATEGORY_ID,
    DOCUMENT_ID,
    answer,
    document,
    guid,
    line,
    refusal,
)
from odoo.addons.acct_link_myob.tests.lib_incoming_common import (
    CUSTOMER,
    Lists,
    debt,
    sale,
    settlement,
)
from odoo.addons.acct_link_myob.tests.test_lib_operations import CREDIT_ID, PDF, SERVICE, follow_up
from odoo.addons.acct_link_operation.lib.operation import ALLOCATE, ATTACH, UPDATE

LIST, PREFERENCES = "Sale/Invoice", "Company/Preferences"
SINGLE = f"{SERVICE}/{DOCUMENT_ID}"


def prefers(reverses=False):
    return {"System": {"TransactionsCannotBeChangedMustBeReversed": reverses}}


def there(listed=(), single=None, **known):
    """:param listed: rows of the list of all layouts; :param single: the document with its lines"""
    paths = {LIST: listed, PREFERENCES: prefers(), **known}
    return Lists(paths | ({SINGLE: single} if single else {}))


def look_up(ask, operation, content=b""):
    return look_up_operations.look_up(ask, lambda _address: content, operation)


def codes(found):
    assert isinstance(found, Rejected), found
    return [problem.code for problem in found.problems]


# === VOID === #


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({}, NotDone({"route": SERVICE})),
        ({"InvoiceType": "Professional"}, NotDone({"route": "Sale/Invoice/Professional"})),
        ({"BalanceDueAmount": 100}, "operation_paid"),
        ({"JournalMemo": "theirs"}, "operation_not_ours"),
        ({"JournalMemo": None}, "operation_not_ours"),
    ],
)
def test_void_goes_to_our_own_document_only(changes, outcome):
    found = look_up(there([sale(**changes)]), follow_up())
    if isinstance(outcome, str):
        assert codes(found) == [outcome]
    else:
        assert found == outcome


def test_what_is_not_there_is_deleted_already():
    assert look_up(there(), follow_up()) == Uploaded(DOCUMENT_ID)


def test_file_that_only_reverses_says_so():
    ask = there([sale()], **{PREFERENCES: prefers(True)})
    assert codes(look_up(ask, follow_up())) == ["myob_reverse"]
    ask = there([sale()], sent_row(), **{PREFERENCES: prefers(True)})
    assert codes(look_up(ask, changed())) == ["myob_reverse"]


def test_money_spent_is_not_settled_by_others():
    row = {"UID": DOCUMENT_ID, "AmountPaid": 220, "Memo": sale()["JournalMemo"]}
    ask = there(**{"Banking/SpendMoneyTxn": [row]})
    found = look_up(ask, follow_up(kind=EXPENSE))
    assert found == NotDone({"route": "Banking/SpendMoneyTxn"})


def test_list_that_is_none_says_nothing():
    with pytest.raises(Postponed):
        look_up(there(answer({})), follow_up())


def test_question_that_is_not_understood_is_unknown():
    odd = answer(refusal("QueryNotValid"), 400)
    assert isinstance(look_up(there(odd), follow_up()), Unknown)


# === UPDATE === #


def changed(**values):
    """An update to twice the hours."""
    ours = to_json(document(line(net=Decimal("400.00"), tax=Decimal("40.00"))))
    operation = follow_up(UPDATE)
    return replace(operation, values={**operation.values, "document": ours, **values})


def sent_row(sent=None, **changes):
    """The document with its lines, as it was sent."""
    body = json.loads(json.dumps(document_payload(sent or document())))
    lines = [{"RowID": 41, "RowVersion": "-4", **each} for each in body["Lines"]]
    return {**sale(), **body, "RowVersion": "-3", "Lines": lines, **changes}


def test_update_takes_the_versions_it_finds():
    found = look_up(there([sale()], sent_row(Comment="Thanks")), changed())
    assert found.found["version"] == "-3"
    assert found.found["rows"] == [{"RowID": 41, "RowVersion": "-4"}]
    kept = found.found["kept"]
    assert kept["Comment"] == "Thanks"
    assert kept["InvoiceDeliveryStatus"] == "Nothing"
    assert not {"JournalMemo", "TotalAmount", "Lines", "UID"} & kept.keys()


def test_update_that_is_done_is_seen():
    done = document(line(net=Decimal("400.00"), tax=Decimal("40.00")))
    found = look_up(there([sale()], sent_row(done)), changed())
    assert found.remote_id == DOCUMENT_ID


@pytest.mark.parametrize(
    "changes",
    [
        {"CustomerPurchaseOrderNumber": "other"},
        {"Date": "2026-11-03T00:00:00"},
        {"Customer": {"UID": guid(1)}},
        {"Freight": 5},
        {"Lines": 2 * sent_row()["Lines"]},
    ],
)
def test_what_was_changed_there_is_not_overwritten_unasked(changes):
    ask = there([sale()], sent_row(**changes))
    assert codes(look_up(ask, changed())) == ["update_changed_there"]
    assert isinstance(look_up(ask, changed(over=True)), NotDone)


@pytest.mark.parametrize(
    "changes",
    [
        {"InvoiceDeliveryStatus": "Email"},
        {"OnlinePaymentMethod": "All"},
        {"Comment": "Thanks"},
        {"Salesperson": {"UID": guid(8), "Name": "Ann"}},
        {"LastModified": "2026-11-09T00:00:00"},
    ],
)
def test_what_only_they_know_is_no_change_and_stays(changes):
    found = look_up(there([sale()], sent_row(**changes)), changed())
    assert isinstance(found, NotDone)
    [(name, value)] = changes.items()
    if name != "LastModified":
        kept = found.found["kept"][name]
        assert kept == ({"UID": guid(8)} if isinstance(value, dict) else value)


def test_category_that_the_document_has_no_more_is_emptied():
    before = document(tracking=(("category", CATEGORY_ID),))
    operation = changed(before=to_json(before), document=to_json(document()))
    found = look_up(there([sale()], sent_row(before)), operation)
    assert "Category" not in found.found["kept"]


def test_category_that_somebody_gave_it_there_stays():
    found = look_up(there([sale()], sent_row(Category={"UID": CATEGORY_ID})), changed())
    assert found.found["kept"]["Category"] == {"UID": CATEGORY_ID}


def test_line_of_another_type_is_a_new_one():
    row = sent_row()
    row["Lines"][0]["Type"] = "Header"
    found = look_up(there([sale()], row), changed(over=True))
    assert found.found["rows"] == [{}]


def test_document_in_another_layout_stops():
    ask = there([sale(InvoiceType="Item")])
    assert codes(look_up(ask, changed())) == ["myob_converted"]
    assert [path for path, _params in ask.asked] == [LIST]


def test_document_that_is_gone_or_paid_stops():
    assert codes(look_up(there(), changed())) == ["operation_gone"]
    ask = there([sale(open_=20)], sent_row(BalanceDueAmount=20))
    assert codes(look_up(ask, changed())) == ["operation_paid"]


def test_document_without_its_version_is_unclear():
    ask = there([sale()], sent_row(RowVersion=None))
    assert isinstance(look_up(ask, changed()), Unknown)
    gone = answer(refusal("ResourceNotFound"), 404)
    assert isinstance(look_up(there([sale()], gone), changed()), Unknown)


# === SETTING OFF === #

SETTLED = "Sale/CreditSettlement"


def both(credit=-110, invoice=220, **changes):
    customer = {"Customer": CUSTOMER, "Date": "2026-11-05T00:00:00"}
    return [sale(credit, uid=CREDIT_ID, **{**customer, **changes}), sale(invoice)]


def test_credit_is_set_off_on_the_later_day():
    found = look_up(there(both()), follow_up(ALLOCATE))
    assert found == NotDone({"amount": "50.00", "date": "2026-11-05", "customer": CUSTOMER["UID"]})


@pytest.mark.parametrize(("credit", "invoice", "amount"), [(-30, 220, "30"), (-110, 20, "20")])
def test_no_more_is_set_off_than_is_open(credit, invoice, amount):
    found = look_up(there(both(credit, invoice)), follow_up(ALLOCATE))
    assert found.found["amount"] == amount


@pytest.mark.parametrize("ours", [True, False])
def test_set_off_that_is_there_is_done(ours):
    operation = follow_up(ALLOCATE)
    row = settlement((DOCUMENT_ID, 50), credit=CREDIT_ID)
    if ours:  # and was changed there since
        row |= {"Memo": f"[{marker_of(operation)}]", "Lines": []}
    ask = there(both(), **{SETTLED: [settlement((guid(1), 5), uid=guid(2)), row]})
    assert look_up(ask, operation) == Uploaded(row["UID"])
    assert ask.conditions[-1] == "Date ge datetime'2026-11-02T00:00:00'"


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (both()[:1], "operation_gone"),
        (both()[1:], "operation_gone"),
        (both(invoice=0), "allocate_paid"),
        (both(credit=0), "allocate_too_much"),
        (both(Customer={"UID": guid(1)}), "allocate_other_contact"),
        (both(ForeignCurrency={"UID": guid(3)}), "allocate_other_contact"),
        (both(JournalMemo="theirs"), "operation_not_ours"),
    ],
)
def test_set_off_that_cannot_be_says_why(rows, code):
    assert codes(look_up(there(rows), follow_up(ALLOCATE))) == [code]


def test_credit_without_an_open_amount_is_unclear():
    rows = both(BalanceDueAmount=None)
    assert isinstance(look_up(there(rows), follow_up(ALLOCATE)), Unknown)


# === FILES === #

ATTACHED = f"Purchase/Bill/Service/{DOCUMENT_ID}/Attachment"


def attached(*names):
    rows = [{"UID": guid(60), "OriginalFileName": name, "FileUri": "x"} for name in names]
    return there(**{"Purchase/Bill": [debt()], ATTACHED: {"Attachments": rows}})


def file(content=PDF):
    operation = follow_up(ATTACH, kind=BILL)
    digest = hashlib.sha256(content).hexdigest()
    return replace(operation, values={**operation.values, "sha256": digest})


def test_file_that_is_not_there_goes():
    for ask in (attached(), attached("other.pdf")):
        assert look_up(ask, file()) == NotDone({"route": "Purchase/Bill/Service"})


def test_file_that_is_there_is_done():
    assert look_up(attached("ü.pdf"), file(), PDF) == Uploaded(guid(60))


@pytest.mark.parametrize("content", [b"", b"another"])
def test_other_file_of_that_name_is_left_alone(content):
    assert codes(look_up(attached("ü.pdf"), file(), content)) == ["attach_name_taken"]


def test_file_of_a_bill_that_is_not_ours_or_gone():
    ask = there(**{"Purchase/Bill": [debt(JournalMemo="theirs")]})
    assert codes(look_up(ask, file())) == ["operation_not_ours"]
    assert codes(look_up(there(**{"Purchase/Bill": []}), file())) == ["operation_gone"]
