"""Cards, jobs and categories; preferences."""

import pytest

from sandbox.myob import NZ_FILE

INVOICE = "Sale/Invoice/Service"
CUSTOMER, SUPPLIER, JOB = "Contact/Customer", "Contact/Supplier", "GeneralLedger/Job"
NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def card(myob):
    return myob.customer(CompanyName="New Ltd", DisplayID="NEW1")


def test_customer_as_it_is_kept(myob, card):
    address = {"Location": 1, "Street": "1 Quay St", "Phone1": "123", "Email": "a@example.com"}
    details = {**card["SellingDetails"], "ABN": "12 345 678 901"}
    made = myob.create(CUSTOMER, {**card, "Addresses": [address], "SellingDetails": details})
    assert (made["CompanyName"], made["DisplayID"], made["IsActive"]) == ("New Ltd", "NEW1", True)
    assert (made["Addresses"][0]["Phone1"], made["Type"]) == ("123", "Customer")
    assert made["SellingDetails"]["ABN"] == "12 345 678 901"
    assert made["SellingDetails"]["TaxCode"]["Code"] == "GST"
    assert made["SellingDetails"]["Terms"]["BalanceDueDate"] == 30
    assert (made["CurrentBalance"], myob.books("Supplier")[-1]["CompanyName"]) == (
        *(0, "Both Ways Ltd"),
    )


def test_terms_of_the_card_count_where_a_document_has_none(myob, card):
    card["SellingDetails"]["Terms"] = {"BalanceDueDate": 7}
    made = myob.create(CUSTOMER, card)
    invoice = myob.create(INVOICE, myob.invoice(Customer={"UID": made["UID"]}))
    assert invoice["Terms"]["DueDate"] == "2026-02-06T00:00:00"


def test_names_are_never_alone(myob):
    for _ in range(2):
        myob.create(CUSTOMER, myob.customer(CompanyName="Acme Builders"))
    rows = myob.ask(CUSTOMER, "CompanyName eq 'acme builders'")
    assert [row["DisplayID"] for row in rows] == ["CUS001", "*None", "*None"]


def test_card_id_is_alone_in_its_list(myob, card):
    myob.create(CUSTOMER, card)
    assert myob.refused(CUSTOMER, {**card, "DisplayID": "new1"}) == {("Duplicate", "DisplayID")}
    supplier = {"CompanyName": "New Ltd", "BuyingDetails": card["SellingDetails"]}
    myob.create(SUPPLIER, {**supplier, "IsIndividual": False, "DisplayID": "NEW1"})


def test_card_id_is_alone_in_the_file_or_nowhere(myob, card):
    myob.control("settings", card_ids="file")
    assert myob.refused(CUSTOMER, {**card, "DisplayID": "SUP001"}) == {("Duplicate", "DisplayID")}
    myob.control("settings", card_ids="anywhere")
    myob.create(CUSTOMER, {**card, "DisplayID": "CUS001"})
    myob.control("settings", card_ids="list", lenient=True)
    myob.create(CUSTOMER, {**card, "DisplayID": "CUS001"})
    url = f"{myob.url}/_sandbox/settings"
    assert myob.session.post(url, json={"card_ids": "x"}, timeout=10).status_code == 400


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"CompanyName": None}, {("Required", "CompanyName")}),
        ({"IsIndividual": True}, {("Required", "LastName")}),
        ({"SellingDetails": None}, {("Required", "SellingDetails")}),
        ({"SellingDetails": {"ABN": "1"}},
         {("Required", "SellingDetails.TaxCode"), ("Required", "SellingDetails.FreightTaxCode")}),
        ({"CompanyName": "x" * 51}, {("CommonRules_StringLength", "CompanyName")}),
        ({"DisplayID": "x" * 16}, {("CommonRules_StringLength", "DisplayID")}),
        ({"LastName": "x" * 31}, {("CommonRules_StringLength", "LastName")}),
        ({"FirstName": "x" * 21}, {("CommonRules_StringLength", "FirstName")}),
        ({"Addresses": [{"Location": 1, "Street": "x" * 256}]},
         {("CommonRules_StringLength", "Addresses[0].Street")}),
        ({"Addresses": [{"Location": 6}]}, {("ValueOutOfRange", "Addresses.Location")}),
        ({"Addresses": [{"City": "x"}]}, {("ValueOutOfRange", "Addresses.Location")}),
        ({"Addresses": [{"Location": 1}] * 2}, {("Duplicate", "Addresses.Location")}),
        ({"BuyingDetails": {}}, {("SerializationError", "BuyingDetails")}),
        ({"IsActive": "yes"}, {("SerializationError", "IsActive")}),
    ],
)  # fmt: skip
def test_customer_that_cannot_be(myob, card, values, wrong):
    assert myob.refused(CUSTOMER, {**card, **values}) == wrong


def test_individual(myob):
    values = {"IsIndividual": True, "FirstName": "Bo", "LastName": "Lee", "CompanyName": "X Ltd"}
    made = myob.create(CUSTOMER, myob.customer(**values))
    assert (made["CompanyName"], made["LastName"]) == (None, "Lee")
    invoice = myob.create(INVOICE, myob.invoice(Customer={"UID": made["UID"]}))
    assert invoice["Customer"]["Name"] == "Bo Lee"


def test_card_is_changed_and_goes_to_sleep(myob, card):
    made = myob.create(CUSTOMER, card)
    changed = myob.change(CUSTOMER, {**made, "CompanyName": "Newer Ltd", "IsActive": False})
    assert (changed["CompanyName"], changed["IsActive"]) == ("Newer Ltd", False)
    assert myob.put(CUSTOMER, made).status_code == 409
    body = myob.invoice(Customer={"UID": made["UID"]})
    assert myob.refused(INVOICE, body) == {("InactiveNotAllowed", "Customer")}
    assert [row["UID"] for row in myob.ask(CUSTOMER, "IsActive eq false")][-1] == made["UID"]


def test_document_stays_on_a_card_that_sleeps(myob):
    made = myob.create(INVOICE, myob.invoice())
    myob.act("archive", id=made["Customer"]["UID"])
    assert myob.change(INVOICE, {**made, "Comment": "x"})["Comment"] == "x"
    myob.act("restore", id=made["Customer"]["UID"])
    assert myob.post(INVOICE, myob.invoice()).ok


def test_new_name_shows_on_what_was_sold(myob):
    made = myob.create(INVOICE, myob.invoice())
    myob.act("edit", id=made["Customer"]["UID"], values={"CompanyName": "Acme & Co"})
    assert myob.read(INVOICE, made["UID"])["Customer"]["Name"] == "Acme & Co"


def test_used_card_cannot_be_deleted(myob, card):
    made = myob.create(CUSTOMER, card)
    invoice = myob.create(INVOICE, myob.invoice(Customer={"UID": made["UID"]}))
    assert myob.wrong(myob.delete(CUSTOMER, made)) == {("InUse", CUSTOMER)}
    myob.delete(INVOICE, invoice)
    assert myob.delete(CUSTOMER, made).ok


def test_customer_is_no_supplier(myob):
    uid = myob.link("Customer", "CUS001")["UID"]
    assert myob.call("GET", f"{SUPPLIER}/{uid}").status_code == 404
    assert myob.read("Contact", uid)["Type"] == "Customer"
    body = {**myob.bill(), "Supplier": {"UID": uid}}
    assert myob.refused("Purchase/Bill/Service", body) == {("NotFound", "Supplier.UID")}


def test_jobs(myob):
    body = {"Number": "J200", "Name": "Bridge", "LinkedCustomer": myob.link("Customer", "CUS001")}
    made = myob.create(JOB, {**body, "ParentJob": myob.link("Job", "J000")})
    assert (made["IsHeader"], made["IsActive"], made["ParentJob"]["Number"]) == (
        *(False, True, "J000"),
    )
    assert made["LinkedCustomer"]["DisplayID"] == "CUS001"
    assert myob.refused(JOB, {**body, "Number": "j200"}) == {("Duplicate", "Number")}
    assert myob.refused(JOB, {"Name": "x"}) == {("Required", "Number")}
    wrong = myob.refused(JOB, {"Number": "x" * 16, "Name": "x"})
    assert wrong == {("CommonRules_StringLength", "Number")}
    body = {"Number": "J3", "Name": "x", "ParentJob": {"UID": made["UID"]}}
    assert myob.refused(JOB, body) == {("ValueOutOfRange", "ParentJob")}
    body["LinkedCustomer"] = myob.link("Supplier", "SUP001")
    assert myob.refused(JOB, body) == {("NotFound", "LinkedCustomer.UID")}
    changed = myob.change(JOB, {**made, "Name": "Bridges"})
    assert (changed["Name"], myob.delete(JOB, changed).status_code) == ("Bridges", 200)


def test_job_on_a_line_cannot_be_deleted(myob):
    job = myob.ask(JOB, "Number eq 'J100'")[0]
    myob.create(INVOICE, myob.invoice(Lines=[{**myob.line(), "Job": {"UID": job["UID"]}}]))
    assert myob.wrong(myob.delete(JOB, job)) == {("InUse", JOB)}


def test_categories(myob):
    made = myob.create("GeneralLedger/Category", {"DisplayID": "EST", "Name": "East"})
    assert (made["Name"], made["IsActive"]) == ("East", True)


def test_tax_codes_of_a_country(myob, another):
    rows = {row["Code"]: row for row in myob.ask("GeneralLedger/TaxCode")}
    assert (rows["GST"]["Rate"], rows["GST"]["Type"]) == (10, "GST_VAT")
    assert (rows["ABN"]["IsRateNegative"], rows["WGC"]["Type"]) == (True, "Consolidated")
    rows = another(NZ_FILE).ask("GeneralLedger/TaxCode", "Code eq 's15'")
    assert rows[0]["Rate"] == 15


def test_preferences(myob, business):
    right, other = (c.call("GET", "Company/Preferences").json() for c in (myob, business))
    assert right["System"]["CategoryTracking"] == "OnAndNotRequired"
    assert other["System"]["CategoryTracking"] == "Off"
    assert right["System"]["LockPeriodPriorTo"] is None
    assert right["Sales"]["Terms"]["TaxCode"]["Code"] == "GST"
    myob.prefer(CategoryTracking="Off")
    changed = myob.call("GET", "Company/Preferences").json()
    assert changed["System"]["CategoryTracking"] == "Off"
    assert changed["RowVersion"] != right["RowVersion"]
