"""Code lists of MYOB, and what a company file says of itself and may be done with it."""

from datetime import date
from decimal import Decimal

import pytest

from odoo.addons.acct_link_batch.lib.document import BANK, CARD
from odoo.addons.acct_link_batch.lib.errors import Postponed
from odoo.addons.acct_link_batch.lib.outcome import PURCHASE_USE, SALES_USE
from odoo.addons.acct_link_myob.lib import lists
from odoo.addons.acct_link_myob.lib.sign_in import SCOPES, app_of
from odoo.addons.acct_link_myob.tests.lib_common import TAX_ID, Books, answer, guid, refusal


def file_of(flags=3, preferences=None, **changes):
    """:return: an `ask` of one company file"""
    file = {"Id": guid(1), "Name": "Acme", "Country": "AU", "UIAccessFlags": flags, **changes}
    said = {"": {"CompanyFile": file}, "Company/Preferences": preferences or {"System": {}}}
    return lambda path, params=(): answer(said[path])


def test_account_right_is_told_from_myob_business():
    level = {"Code": 50, "Name": "Premier"}
    known = lists.company(file_of(3, ProductLevel=level))
    assert (known.product, known.product_name) == (lists.ACCOUNT_RIGHT, "AccountRight Premier")
    known = lists.company(file_of(2, Subscription={"Product": {"DisplayName": "MYOB Pro"}}))
    assert (known.product, known.product_name) == (lists.BUSINESS, "MYOB Pro")


@pytest.mark.parametrize(("country", "currency"), [("AU", "AUD"), ("NZ", "NZD"), ("XX", "")])
def test_currency_is_that_of_the_country(country, currency):
    assert lists.company(file_of(Country=country)).currency == currency


@pytest.mark.parametrize(
    ("tracking", "kept", "needed"),
    [("Off", False, False), ("OnAndNotRequired", True, False), ("OnAndRequired", True, True)],
)
def test_preferences_say_what_is_locked_needed_and_usual(tracking, kept, needed):
    system = {
        "CategoryTracking": tracking,
        "LockPeriodPriorTo": "2026-06-30T00:00:00",
        "TransactionsCannotBeChangedMustBeReversed": True,
    }
    terms = {"Sales": {"Terms": {"TaxCode": {"UID": TAX_ID}}}}
    known = lists.company(file_of(preferences={"System": system, **terms}))
    assert (known.categories, known.needs_category) == (kept, needed)
    assert known.closed_to == date(2026, 6, 30)
    assert known.reverses
    assert known.card_taxes == (TAX_ID, "")


def test_file_without_an_id_is_none():
    with pytest.raises(Postponed):
        lists.company(file_of(Id=None))


def account(uid=1, **changes):
    values = {"UID": guid(uid), "DisplayID": "4-1100", "Name": "Fees", "Type": "Income"}
    return {**values, "IsHeader": False, "IsActive": True, **changes}


def test_headers_are_no_accounts_and_control_accounts_cannot_be_used():
    rows = [
        account(),
        account(2, IsHeader=True),
        account(3, Type="AccountReceivable"),
        account(4, IsActive=False),
        account(5, Type="Bank"),
        account(6, Type="CreditCard"),
    ]
    found = list(lists.accounts(Books(Account=rows)))
    assert [(code.remote_id, code.usable, code.role) for code in found] == [
        (guid(1), True, ""),
        (guid(3), False, ""),
        (guid(4), False, ""),
        (guid(5), True, BANK),
        (guid(6), True, CARD),
    ]
    assert (found[0].code, found[0].name) == ("4-1100", "Fees")


def tax(uid=1, **changes):
    values = {"UID": guid(uid), "Code": "GST", "Description": "Goods & Services", "Rate": 10}
    return {**values, "Type": "GST_VAT", "IsRateNegative": False, **changes}


def test_tax_codes_say_where_they_may_be_used():
    rows = [
        tax(),
        tax(2, Type="Consolidated"),
        tax(3, Type="InputTaxed", Rate=0),
        tax(4, Type="ImportDuty"),
        tax(5, Type="NoABN_TFN", IsRateNegative=True),
        tax(6, Rate=None),
    ]
    found = list(lists.taxes(Books(TaxCode=rows)))
    assert [code.usable for code in found] == [True, False, True, False, False, False]
    assert found[0].uses == (SALES_USE, PURCHASE_USE)
    assert found[2].uses == (PURCHASE_USE,)
    assert found[0].rate == Decimal(10)


def test_jobs_stand_on_lines_and_categories_on_documents():
    known = lists.company(file_of(preferences={"System": {"CategoryTracking": "OnAndRequired"}}))
    job = {"UID": guid(1), "Number": "J100", "Name": "Harbour", "IsActive": True}
    rows = {
        "Job": [{**job, "IsHeader": False}, {**job, "UID": guid(2), "IsHeader": True}],
        "Category": [{"UID": guid(3), "DisplayID": "NTH", "Name": "North", "IsActive": False}],
    }
    found = list(lists.tracking(Books(**rows), known, ("Job", "Category")))
    assert [(code.remote_id, code.code, code.parent, code.usable) for code in found] == [
        ("job", "", "", True),
        (guid(1), "J100", "job", True),
        ("category", "", "", True),
        (guid(3), "NTH", "category", False),
    ]
    assert [code.place for code in found if not code.parent] == ["line", "document"]


def test_file_without_categories_has_none_to_offer():
    known = lists.company(file_of())
    found = list(lists.tracking(Books(), known, ("Job", "Category")))
    assert [code.remote_id for code in found] == ["job"]


@pytest.mark.parametrize("said", [list(SCOPES), {"Items": list(SCOPES)}])
def test_scopes_are_told_as_a_list(said):
    assert lists.scopes(lambda _path: answer(said)) == list(SCOPES)


def test_list_that_is_refused_is_not_empty():
    def ask(_path, _params=()):
        return answer(refusal("QueryNotValid"), 400)

    for read in (lists.accounts, lists.taxes):
        with pytest.raises(Postponed):
            list(read(ask))
    with pytest.raises(Postponed):
        lists.scopes(ask)


def test_app_asks_for_consent_so_that_the_file_is_named():
    app = app_of("key", "https://odoo.example.com/acct_link_myob/callback", "https://secure.x/")
    assert app.login_url == "https://secure.x/oauth2/account/authorize"
    assert app.token_url == "https://secure.x/oauth2/v1/authorize"
    assert dict(app.asked) == {"prompt": "consent"}
    assert app.named_in_callback
    assert (app.idle_days, app.end_days, app.end_notice_days) == (7, 365, 30)
    assert app.scopes.split()[0] == "sme-company-file"
