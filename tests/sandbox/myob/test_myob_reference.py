"""All of it held against the reference's data: fields, choices, routes, lengths, what is asked."""

import re

import pytest

from sandbox.myob.books.resources import RESOURCES
from sandbox.myob.books.schema import schema

INVOICE, BILL, SPEND = "Sale/Invoice/Service", "Purchase/Bill/Service", "Banking/SpendMoneyTxn"
PLAIN = {
    "text": ("string", "String", "Uri"),
    "number": ("decimal", "double", "float"),
    "whole": ("int", "short", "long"),
    "yes/no": ("bool",),
    "guid": ("Guid",),
    "date": ("DateTime",),
}
MOMENT = re.compile(r"[\d-]{10}T[\d:]{8}(\.\d+)?")
LIST = re.compile(r"(?:IEnumerable|IList)<(\w+)>|(\w+)\[\]")
# The contracts name the list of this wrapper as a field, where the reference keeps properties.
ELSEWHERE = {"BillAttachmentWrapper": {"Attachments": "IList<BillAttachmentData>"}}


class Contracts:
    """The classes of the reference with what they inherit."""

    def __init__(self, known):
        self.classes = {name.partition("<")[0]: each for name, each in known["classes"].items()}
        self.enums = {
            name: [member.partition(" =")[0] for member in each["members"]]
            for name, each in known["enums"].items()
        }

    def fields(self, name, argument=""):
        """{field: type} of a class."""
        found = dict(ELSEWHERE.get(name, {}))
        entry = self.classes.get(name)
        if entry is None:
            return found
        base, _, inner = entry.get("base", "").partition("<")
        found |= self.fields(base, inner.rstrip(">"))
        for each in entry["properties"]:
            found[each["name"]] = re.sub(r"<T\w*>", f"<{argument}>", each["type"])
        return found

    def type_of(self, text):
        """(type, is it a list?)"""
        match = LIST.fullmatch(text)
        return (match[1] or match[2], True) if match else (text.rstrip("?"), False)


@pytest.fixture(scope="module")
def contracts(reference):
    return Contracts(reference("contracts"))


def test_schema_is_the_reference_s(contracts):
    for name, fields in schema().types.items():
        theirs = contracts.fields(name)
        for field, (kind, many) in fields.items():
            their_kind, their_many = contracts.type_of(theirs[field])
            assert their_kind in PLAIN.get(kind, (kind,)), f"{name}.{field}"
            assert many == their_many, f"{name}.{field}"
    for name, values in schema().enums.items():
        assert list(values) == contracts.enums[name]


def test_routes_are_the_reference_s(reference):
    routes = {row["route"]: row["methods"] for row in reference("routes")["routes"]}
    # The client of the SDK has no such services, and the API such lists.
    ours = {"Inventory/Item": "GET list"}
    for route, resource in RESOURCES.items():
        methods = routes.get(route) or ours.get(route, "")
        for method in resource.methods:
            assert method in methods, route
        if "PUT not supported" in methods:
            assert "PUT" not in resource.methods


def test_tables_say_what_the_reference_says(reference):
    known = reference("documents")["documents"]
    for route, facts in known.items():
        resource = RESOURCES[route]
        assert resource.filterable == set(facts["filterable"]), route
        missing = {name for name in facts["required"] if " or " not in name}
        # A truth value that is missing is false.
        assert missing - {"IsIndividual"} <= set(resource.required), route
        for field, longest in facts["max"].items():
            assert resource.lengths[field] == longest, f"{route} {field}"
        assert ("DELETE" in resource.methods) == facts["delete"]
        assert resource.has_files == facts["attachments"]
        assert facts["list_all_layouts"] in RESOURCES
        if facts["marker"] and resource.family != "payment":
            assert resource.memo == facts["marker"]
        for field in facts["line_fields"]:
            lines = "Invoices" if route == "Sale/CustomerPayment" else "Lines"
            line = schema().types[resource.kind][lines][0]
            assert field in schema().types[line], f"{route} {field}"


class Judge:
    """Holds JSON against the contracts."""

    def __init__(self, contracts):
        self.contracts = contracts

    def wrong(self, name, value, path=""):
        """Paths in an answer that the contracts do not know, or know as something else."""
        fields = self.contracts.fields(name)
        for key, each in value.items():
            if key not in fields:
                yield f"{path}{name}.{key}"
                continue
            kind, many = self.contracts.type_of(fields[key])
            if many != isinstance(each, list):
                yield f"{path}{name}.{key} as a list"
                continue
            for entry in each if many else [each]:
                if entry is not None:
                    yield from self._wrong_value(kind, entry, f"{path}{name}.{key}: ")

    def _wrong_value(self, kind, value, path):
        plain = {
            **dict.fromkeys(("decimal", "double", "float"), (int, float)),
            **dict.fromkeys(("int", "short", "long"), int),
            "bool": bool,
        }
        if kind in self.contracts.classes:
            yield from self.wrong(kind, value, path)
        elif kind in self.contracts.enums:
            if value not in self.contracts.enums[kind]:
                yield f"{path}{value}"
        elif kind == "bool" or isinstance(value, bool):
            if kind != "bool" or not isinstance(value, bool):
                yield f"{path}{value}"
        else:
            right = isinstance(value, plain.get(kind, str))
            if not right or (kind == "DateTime" and not MOMENT.fullmatch(value)):
                yield f"{path}{value}"


def fill(myob):
    """One of everything."""
    sale = myob.create(INVOICE, myob.invoice(Lines=[myob.line(), {"Type": "Header"}]))
    bill = myob.create(BILL, myob.bill())
    code, negative = myob.link("TaxCode", "GST"), [myob.line(-50)]
    credit = myob.create(INVOICE, myob.invoice("C-1", Lines=negative))
    debit = myob.create(BILL, myob.bill("D-1", Lines=negative))
    item = {"Item": myob.link("Item", "DESIGN"), "TaxCode": code}
    myob.create("Sale/Invoice/Item", myob.invoice("I", Lines=[{**item, "ShipQuantity": 1}]))
    item |= {"BillQuantity": 1, "UnitPrice": 1}
    myob.create("Purchase/Bill/Item", myob.bill("I", Lines=[item]))
    for layout in ("Professional", "Miscellaneous"):
        myob.create(f"Sale/Invoice/{layout}", myob.invoice(layout[:5]))
        myob.create(f"Purchase/Bill/{layout}", myob.bill(layout[:5]))
    myob.create(SPEND, myob.spend())
    myob.act("pay", id=sale["UID"], amount=10)
    myob.act("pay", id=bill["UID"], amount=10)
    myob.act("settle", id=credit["UID"], **{"with": sale["UID"], "amount": 5})
    myob.act("settle", id=debit["UID"], **{"with": bill["UID"], "amount": 5})
    paid = {"Account": myob.link("Account", "1-1110"), "Date": "2026-02-01", "Amount": 1}
    customer, supplier = myob.link("Customer", "CUS001"), myob.link("Supplier", "SUP001")
    refund = {**paid, "Invoice": {"UID": credit["UID"]}, "Customer": customer}
    myob.create("Sale/CreditRefund", refund)
    refund = {**paid, "Bill": {"UID": debit["UID"]}, "Supplier": supplier}
    myob.create("Purchase/DebitRefund", refund)


def test_all_that_is_answered_is_as_the_reference_says(myob, contracts):
    fill(myob)
    judge = Judge(contracts)
    for route, resource in RESOURCES.items():
        page = myob.page(route)
        assert page["Items"], route
        assert set(page) == {"Items", "NextPageLink", "Count"}
        for row in page["Items"]:
            assert list(judge.wrong(resource.kind, row)) == [], route
    preferences = myob.call("GET", "Company/Preferences").json()
    assert list(judge.wrong("CompanyPreferences", preferences)) == []
    assert list(judge.wrong("CompanyFileWithResources", myob.call("GET").json())) == []


def test_answer_to_a_post_can_be_sent_back(myob):
    """Whole objects, with all that only the service writes."""
    fill(myob)
    for route, resource in RESOURCES.items():
        if "PUT" in resource.methods:
            for row in myob.ask(route):
                answer = myob.put(route, row)
                named = {name for name, _ in myob.wrong(answer)} if not answer.ok else set()
                assert named <= {"InvoicePaid", "MethodNotAllowed"}, route
