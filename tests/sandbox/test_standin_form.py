"""How a request has to be put, and what else of it no accounting system would take."""

import pytest


@pytest.mark.parametrize(
    "accept", ["application/xml", "text/html, application/pdf", "application/json;q=0"]
)
def test_another_type_than_json_is_not_answered(xero, accept):
    assert xero.call("GET", "Organisation", headers={"Accept": accept}).status_code == 406


@pytest.mark.parametrize(
    "accept",
    ["application/json", "application/json;q=0.9, text/plain", "*/*", "text/html, application/*"],
)
def test_json_is_answered_to_whom_it_is_welcome(xero, accept):
    assert xero.call("GET", "Organisation", headers={"Accept": accept}).status_code == 200


@pytest.mark.parametrize("sent", [None, "", "application/x-www-form-urlencoded", "text/xml"])
def test_body_that_is_not_called_json_is_refused(xero, sent):
    answer = xero.call("PUT", "Contacts", data=b'{"Name": "A"}', headers={"Content-Type": sent})
    assert answer.status_code == 415
    assert not [row for row in xero.rows("contacts") if row["name"] == "A"]


def test_body_of_eleven_megabytes_is_refused(xero):
    body = b'{"Name": "A", "FirstName": "' + b"x" * 11_000_000 + b'"}'
    assert xero.call("PUT", "Contacts", data=body).status_code == 413


def test_address_of_many_kilobytes_is_refused(xero):
    ids = ",".join([xero.a_contact()] * 1000)
    assert xero.call("GET", "Contacts", IDs=ids).status_code == 414
    assert len(xero.get("Contacts", IDs=",".join([xero.a_contact()] * 40))) == 1


@pytest.mark.parametrize("rate", [0, -1, 0.0000001])
def test_rate_that_is_no_rate_is_refused_wherever_it_comes_from(xero, messages, rate):
    said = "The CurrencyRate must be greater than zero"
    for number, plural in (("S-1", "Invoices"), ("C-1", "CreditNotes")):
        element = xero.invoice() if plural == "Invoices" else xero.credit_note(number)
        element |= {"CurrencyCode": "USD", "CurrencyRate": rate}
        assert said in messages(xero.put(plural, element))[0]
    invoice = xero.created_invoice("S-2")
    change = {"InvoiceID": invoice["InvoiceID"], "CurrencyRate": rate}
    assert said in messages(xero.post("Invoices", change))[0]
    payment = {
        "Invoice": {"InvoiceID": invoice["InvoiceID"]},
        "Account": {"Code": "090"},
        "Amount": 10,
        "CurrencyRate": rate,
    }
    assert said in messages(xero.put("Payments", payment))[0]
    assert xero.get("Payments") == []


def test_bookkeeper_has_no_rate_of_zero_either(xero):
    invoice = xero.created_invoice()
    wishes = (
        ("bookkeeper", {"tenant": xero.tenant, "action": "pay", "id": invoice["InvoiceID"],
                        "currency_rate": 0}),
        ("bookkeeper", {"tenant": xero.tenant, "action": "add_bill", "currency_rate": -1,
                        "contact_id": xero.contact_id, "lines": []}),
        ("settings", {"tenants": {xero.tenant: {"currencies": {"USD": 0}}}}),
    )  # fmt: skip
    for name, wish in wishes:
        answer = xero.session.post(f"{xero.url}/_sandbox/{name}", json=wish, timeout=9)
        assert answer.status_code == 400
        assert "rate" in answer.json()["error"]


def test_item_has_to_be_there(xero, messages):
    lines = [xero.line(ItemCode="NOBODY")]
    refused = messages(xero.put("Invoices", xero.invoice(LineItems=lines)))
    assert refused == ["Item code 'NOBODY' is not valid"]
    (item,) = xero.get("Items", where='Code=="DESIGN"')
    invoice = xero.created_invoice(LineItems=[xero.line(ItemCode="DESIGN")])
    named = {name: item[name] for name in ("ItemID", "Name", "Code")}
    assert invoice["LineItems"][0]["Item"] == named


def test_allocation_says_its_date(xero, messages):
    invoice = xero.created_invoice()
    (note,) = xero.put("CreditNotes", xero.credit_note())
    entry = {"Invoice": {"InvoiceID": invoice["InvoiceID"]}, "Amount": 5.0}
    refused = xero.put(f"CreditNotes/{note['CreditNoteID']}/Allocations", entry)
    assert messages(refused) == ["The Date must be specified"]


@pytest.mark.parametrize("country", ["Cote d'Ivoire", "Côte", "Timor-Leste", "NZ 1"])
def test_country_of_an_address_has_letters_only(xero, messages, country):
    address = {"AddressType": "POBOX", "Country": country}
    assert messages(xero.put("Contacts", {"Name": "A", "Addresses": [address]}))
    fine = {**address, "Country": "New Zealand"}
    assert messages(xero.put("Contacts", {"Name": "A", "Addresses": [fine]})) == []


@pytest.mark.parametrize("plural", ["Invoices", "CreditNotes"])
def test_filter_in_the_words_of_xeros_own_client_is_understood(xero, plural):
    element = xero.invoice() if plural == "Invoices" else xero.credit_note()
    (made,) = xero.put(plural, element)
    where = f'Contact.ContactID=guid("{xero.contact_id}") AND Status="AUTHORISED"'
    found = xero.get(plural, where=where)
    assert [each[f"{plural[:-1]}ID"] for each in found] == [made[f"{plural[:-1]}ID"]]
    assert xero.get(plural, where='Contact.ContactID=guid("' + made["Contact"]["ContactID"][::-1]
                    + '")') == []  # fmt: skip


# --- what was answered can be sent back ---


@pytest.fixture
def ready(xero):
    """The path of one record of each kind that can be written."""
    tracking = [{"Name": "Region", "Option": "North"}]
    lines = [
        xero.line(ItemCode="DESIGN", Tracking=tracking, Description="a\nb"),
        {"Description": "note"},
    ]
    invoice = xero.created_invoice(LineItems=lines, Reference="J", SentToContact=True)
    paid = xero.created_invoice("S-2", LineItems=lines)
    xero.bookkeeper("pay", id=paid["InvoiceID"])
    (note,) = xero.put("CreditNotes", xero.credit_note(LineItems=lines))
    (contact,) = xero.put("Contacts", {"Name": "Ann", "EmailAddress": "a@example.com"})
    return {
        "Invoices": f"Invoices/{invoice['InvoiceID']}",
        "paid": f"Invoices/{paid['InvoiceID']}",
        "CreditNotes": f"CreditNotes/{note['CreditNoteID']}",
        "Contacts": f"Contacts/{contact['ContactID']}",
    }


@pytest.mark.parametrize("which", ["Invoices", "paid", "CreditNotes", "Contacts"])
@pytest.mark.parametrize("single", [True, False])
def test_answer_sent_back_changes_nothing(xero, ready, which, single):
    path = ready[which]
    plural, _, record_id = path.partition("/")
    first = before = xero.call("GET", path, unitdp=4).json()
    if not single:
        name = f"{plural[:-1]}ID"
        rows = xero.call("GET", plural, page=1, pageSize=1000, unitdp=4).json()
        before = rows | {plural: [row for row in rows[plural] if row[name] == record_id]}
    for body in (before, {plural: before[plural]}, before[plural][0]):
        answer = xero.session.post(
            f"{xero.url}/api.xro/2.0/{plural}",
            params={"summarizeErrors": "false", "unitdp": 4},
            json=body,
            timeout=9,
        )
        assert answer.status_code == 200, answer.text
        (row,) = answer.json()[plural]
        assert row["StatusAttributeString"] == "OK", row["ValidationErrors"]
    assert settled(xero.get(path, unitdp=4)[0]) == settled(first[plural][0])


def settled(row):
    """A row without what a write moves: the time of change, and which slots of a contact it
    touched."""
    moved = ("UpdatedDateUTC", "UpdatedDateUTCString", "Contact")
    return {name: value for name, value in row.items() if name not in moved}
