"""Lists: where, other filters, order, pages; single reads."""

import pytest

SPECIAL_NAMES = [
    'Ann "Bo" Ltd',
    "Café Zoë",
    "Smith, Jane",
    "acme HOLDINGS limited",
    "O'Brien & Sons",
    "Māori Arts Trust",
    "Back\\slash Ltd",
]


def names(rows):
    return [row["Name"] for row in rows]


def numbers(rows):
    return [row["InvoiceNumber"] for row in rows]


@pytest.fixture
def invoices(xero):
    """Three invoices; S-2 is a draft of another day for another contact."""
    other = xero.a_contact("Smith, Jane")
    xero.put(
        "Invoices",
        xero.invoice("S-1", Reference="J100"),
        xero.invoice(
            "S-2", Status="DRAFT", Date="2026-10-01", Contact={"ContactID": other}, Reference="J200"
        ),
        xero.invoice("S-3", LineItems=[xero.line(UnitAmount=33.3333)]),
    )
    return {row["number"]: row for row in xero.rows("invoices")}


@pytest.mark.parametrize("name", SPECIAL_NAMES)
def test_where_finds_a_name_with_its_quotes_doubled(xero, name):
    quoted = name.upper().replace('"', '""')
    (contact,) = [
        row for row in xero.get("Contacts", where=f'Name=="{quoted}"') if row["Name"] == name
    ]
    assert contact["ContactStatus"] == "ACTIVE"


def test_where_ignores_accents_so_twins_come_together(xero):
    assert set(names(xero.get("Contacts", where='Name=="cafe zoe"'))) == {"Cafe Zoe", "Café Zoë"}


def test_old_data_holds_two_active_contacts_with_one_name_and_number(xero):
    assert len(xero.get("Contacts", where='ContactNumber=="TWIN"')) == 2


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ('InvoiceNumber=="s-1"', ["S-1"]),
        ('Status=="DRAFT"', ["S-2"]),
        ('Status!="DRAFT"', ["S-1", "S-3"]),
        ('Type=="ACCREC" AND Reference=="J100"', ["S-1"]),
        ('Type=="ACCREC"&&Reference=="J100"', ["S-1"]),
        ('Reference=="J100" OR Reference=="J200"', ["S-1", "S-2"]),
        ('Reference=="J100"||Reference=="J200"', ["S-1", "S-2"]),
        ('(Reference=="J100" OR Reference=="J200") AND Status=="DRAFT"', ["S-2"]),
        ('Status=="DRAFT" OR Reference=="J100" AND Status=="DRAFT"', ["S-2"]),
        ("Date>=DateTime(2026,11,01)", ["S-1", "S-3"]),
        ("Date<DateTime(2026, 11, 1)", ["S-2"]),
        ("AmountDue>100", ["S-1", "S-2"]),
        ("AmountDue<=38.33 and AmountPaid==0", ["S-3"]),
        ('Contact.Name=="smith, jane"', ["S-2"]),
        ('Reference.StartsWith("J1")', ["S-1"]),
        ('Reference.Contains("0")', ["S-1", "S-2"]),
        ('InvoiceNumber.EndsWith("3")', ["S-3"]),
        ("DueDate!=null", ["S-1", "S-2", "S-3"]),
        ('InvoiceNumber=="S-9"', []),
    ],
)
def test_where(xero, invoices, where, found):
    assert sorted(numbers(xero.get("Invoices", where=where))) == found


@pytest.mark.parametrize("spelling", ["guid", "Guid"])
def test_where_by_guid(xero, invoices, spelling):
    wanted = invoices["S-2"]["contact_id"].upper()
    where = f'Contact.ContactID=={spelling}("{wanted}")'
    assert numbers(xero.get("Invoices", where=where)) == ["S-2"]


@pytest.mark.parametrize(
    "where",
    [
        'Name=="Ann \\"Bo\\""',
        "Name==",
        'Nickname=="Ann"',
        '(Name=="Ann"',
        'Name=="Ann" Name=="Bo"',
        "Name==5",
        "UpdatedDateUTC>DateTime(2026,13,1)",
        'Name=="Ann',
    ],
)
def test_where_that_cannot_be_understood_is_refused(xero, where):
    answer = xero.call("GET", "Contacts", where=where)
    assert answer.status_code == 400
    assert answer.json()["Type"] == "QueryParseException"
    assert answer.json()["Message"]


def test_archived_contacts_show_only_when_asked_for(xero):
    where = 'Name=="Old Mill Ltd"'
    assert xero.get("Contacts", where=where) == []
    (contact,) = xero.get("Contacts", where=where, includeArchived="true")
    assert contact["ContactStatus"] == "ARCHIVED"


def test_list_without_page_is_short(xero, invoices):
    answer = xero.call("GET", "Invoices").json()
    assert "pagination" not in answer
    assert [row["LineItems"] for row in answer["Invoices"]] == [[], [], []]
    assert set(answer["Invoices"][0]["Contact"]) == {
        *("ContactID", "Name", "Addresses", "Phones", "ContactGroups", "ContactPersons"),
        "HasValidationErrors",
    }
    contacts = xero.call("GET", "Contacts").json()
    assert "pagination" not in contacts
    types = [entry["PhoneType"] for entry in contacts["Contacts"][0]["Phones"]]
    assert types == ["DDI", "DEFAULT", "FAX", "MOBILE"]


def test_paged_list_has_lines_and_pagination(xero, invoices):
    answer = xero.call("GET", "Invoices", page=2, pageSize=2).json()
    assert answer["pagination"] == {"page": 2, "pageSize": 2, "pageCount": 2, "itemCount": 3}
    (invoice,) = answer["Invoices"]
    assert invoice["LineItems"][0]["UnitAmount"] == 33.33
    assert invoice["AmountCredited"] == 0


def test_four_decimals_are_read_only_when_asked_for(xero, invoices):
    (invoice,) = xero.get("Invoices/S-3", unitdp=4)
    assert invoice["LineItems"][0]["UnitAmount"] == 33.3333


def test_pages_hold_every_contact_once(xero):
    seen = []
    for page in range(1, 9):
        answer = xero.call("GET", "Contacts", page=page, includeArchived="true").json()
        seen += [row["ContactID"] for row in answer["Contacts"]]
    assert answer["pagination"] == {"page": 8, "pageSize": 100, "pageCount": 7, "itemCount": 700}
    assert answer["Contacts"] == []
    assert len(set(seen)) == len(seen) == 700


@pytest.mark.parametrize("query", [{"page": 0}, {"page": "x"}, {"page": 1, "pageSize": 1001}])
def test_impossible_page_is_refused(xero, query):
    assert xero.call("GET", "Contacts", **query).status_code == 400


def test_summary_only_is_light_and_always_paged(xero, invoices):
    answer = xero.call("GET", "Invoices", summaryOnly="true").json()
    assert answer["pagination"]["itemCount"] == 3
    assert not {"Payments", "LineItems", "HasAttachments"} & set(answer["Invoices"][0])
    contacts = xero.call("GET", "Contacts", summaryOnly="True", pageSize=1000).json()
    assert contacts["pagination"]["pageCount"] == 1
    assert "IsCustomer" not in contacts["Contacts"][0]


def test_ids_and_numbers_select(xero, invoices):
    ids = ",".join(invoices[number]["id"].upper() for number in ("S-3", "S-1"))
    assert numbers(xero.get("Invoices", IDs=ids)) == ["S-1", "S-3"]
    assert numbers(xero.get("Invoices", InvoiceNumbers="s-2,S-3,S-9")) == ["S-2", "S-3"]


def test_contact_ids_and_statuses_select(xero, invoices):
    contact = invoices["S-1"]["contact_id"]
    assert numbers(xero.get("Invoices", ContactIDs=contact)) == ["S-1", "S-3"]
    (draft,) = xero.get("Invoices", Statuses="DRAFT,SUBMITTED")
    assert (draft["InvoiceNumber"], len(draft["LineItems"])) == ("S-2", 1)


def test_contacts_by_ids(xero):
    ids = [xero.a_contact("Café Zoë"), xero.a_contact("Smith, Jane")]
    assert len(xero.get("Contacts", IDs=",".join(ids))) == 2


def test_search_term_looks_into_several_fields(xero, invoices):
    assert numbers(xero.get("Invoices", searchTerm="j20")) == ["S-2"]
    assert names(xero.get("Contacts", searchTerm="c-kow")) == ["Kowhai Office"]
    assert xero.get("Contacts", searchTerm="J-KOWHAI") == []


def test_default_order_is_by_time_of_change(xero, invoices):
    assert numbers(xero.get("Invoices")) == ["S-1", "S-2", "S-3"]
    xero.bookkeeper("edit", id=invoices["S-1"]["id"])
    assert numbers(xero.get("Invoices")) == ["S-2", "S-3", "S-1"]


@pytest.mark.parametrize(
    ("order", "found"),
    [
        ("InvoiceNumber DESC", ["S-3", "S-2", "S-1"]),
        ("Date ASC,InvoiceNumber DESC", ["S-2", "S-3", "S-1"]),
    ],
)
def test_order(xero, invoices, order, found):
    assert numbers(xero.get("Invoices", order=order)) == found


def test_order_by_an_unknown_field_is_refused(xero):
    assert xero.call("GET", "Invoices", order="Mood").status_code == 400


def test_if_modified_since_counts_as_header_only(xero, invoices):
    later = "2030-01-01T00:00:00"
    found = xero.call("GET", "Invoices", headers={"If-Modified-Since": later})
    assert found.json()["Invoices"] == []
    assert len(xero.get("Invoices", modifiedSince=later)) == 3
    ignored = xero.call("GET", "Invoices", headers={"If-Modified-Since": "yesterday"})
    assert len(ignored.json()["Invoices"]) == 3


def test_if_modified_since_finds_what_changed(xero, invoices):
    xero.control("clock", advance=600)
    since = xero.control("clock", advance=0)["now"].rstrip("Z")
    xero.bookkeeper("void", id=invoices["S-1"]["id"])
    found = xero.call("GET", "Invoices", headers={"If-Modified-Since": since})
    assert [(row["InvoiceNumber"], row["Status"]) for row in found.json()["Invoices"]] == [
        ("S-1", "VOIDED")
    ]


@pytest.mark.parametrize("name", ["id", "number"])
def test_single_read_takes_id_or_number(xero, invoices, name):
    (invoice,) = xero.get(f"Invoices/{invoices['S-1'][name]}")
    assert invoice["InvoiceNumber"] == "S-1"
    assert invoice["Attachments"] == []
    assert len(invoice["Contact"]["Phones"]) == 4


@pytest.mark.parametrize(
    "path",
    [
        "Invoices/11111111-1111-4111-8111-111111111111",
        "CreditNotes/NONE",
        "Contacts/NONE",
        "Payslips",
        "Accounts/1",
        "Invoices/1/2/3",
    ],
)
def test_unknown_path_or_id_is_an_empty_html_page(xero, path):
    answer = xero.call("GET", path)
    assert (answer.status_code, answer.content) == (404, b"")
    assert answer.headers["Content-Type"].startswith("text/html")


def test_verb_that_is_not_there_is_not_implemented(xero):
    assert xero.call("DELETE", "Invoices").status_code == 501


def test_merged_contact_tells_where_it_went_on_paged_and_single_reads(xero):
    gone, kept = xero.a_contact("Smith, Jane"), xero.a_contact()
    xero.bookkeeper("merge_contact", id=gone, into=kept)
    query = {"IDs": gone, "includeArchived": "true"}
    assert "MergedToContactID" not in xero.get("Contacts", **query)[0]
    assert xero.get("Contacts", page=1, **query)[0]["MergedToContactID"] == kept
    assert xero.get(f"Contacts/{gone}")[0]["MergedToContactID"] == kept


def test_organisations_have_their_own_books(xero, invoices, another_client):
    from sandbox.xero import AU_TENANT

    other = another_client(tenant=AU_TENANT)
    assert other.get("Invoices") == []
    assert len(other.rows("contacts")) == 60
