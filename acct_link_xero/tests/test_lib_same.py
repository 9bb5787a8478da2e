"""Comparing what Xero gives back with what was sent."""

from decimal import Decimal

import pytest

import odoo.init  # noqa: F401

from odoo.addons.acct_link_xero.lib.same import is_as_expected

CATEGORY = "11111111-418e-48e8-8949-308c14aec278"
OPTION = "22222222-418e-48e8-8949-308c14aec278"


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        ({"Description": "a\r\nb\r\n"}, {"Description": "a\nb"}),
        ({"Description": "a\nb"}, {"Description": "a\r\nb"}),
        ({}, {"Reference": ""}),
        ({"Reference": None}, {"Reference": ""}),
        ({}, {"TaxAmount": 0}),
        ({}, {"CurrencyRate": 1}),
        ({"Quantity": Decimal("1.5000")}, {"Quantity": 1.5}),
        ({}, {"SentToContact": False}),
        ({"Contact": {"ContactID": CATEGORY.upper()}}, {"Contact": {"ContactID": CATEGORY}}),
        ({"Date": "/Date(1789344000000+0000)/"}, {"Date": "2026-09-14"}),
        ({}, {"Tracking": []}),
        (
            {"Tracking": [{"TrackingCategoryID": CATEGORY, "TrackingOptionID": OPTION.upper()}]},
            {"Tracking": [{"TrackingCategoryID": CATEGORY, "TrackingOptionID": OPTION}]},
        ),
        (
            {
                "Addresses": [
                    {"AddressType": "STREET", "City": ""},
                    {"AddressType": "POBOX", "AddressLine1": "1 Quay St", "City": "Auckland"},
                ]
            },
            {"Addresses": [{"AddressType": "POBOX", "AddressLine1": "1 Quay St"}]},
        ),
        ({"Phones": [{"PhoneType": "DDI"}]}, {"Phones": []}),
        ({"LineItems": [{"Description": "a"}]}, {"LineItems": [{"Description": "a"}]}),
    ],
)
def test_the_same_told_in_another_way_is_the_same(actual, expected):
    assert is_as_expected(actual, expected)


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        ({"Description": "a b"}, {"Description": "a\nb"}),
        ({"Reference": "x"}, {"Reference": ""}),
        ({}, {"Reference": "x"}),
        ({}, {"UnitAmount": 1}),
        ({"CurrencyRate": Decimal("0.8")}, {"CurrencyRate": 1}),
        ({"Quantity": "1.5"}, {"Quantity": 1.5}),
        ({}, {"SentToContact": True}),
        ({}, {"Date": "2026-09-14"}),
        ({"Contact": None}, {"Contact": {"ContactID": CATEGORY}}),
        ({}, {"Tracking": [{"TrackingCategoryID": CATEGORY, "TrackingOptionID": OPTION}]}),
        (
            {"Phones": [{"PhoneType": "DDI"}]},
            {"Phones": [{"PhoneType": "FAX", "PhoneNumber": "1"}]},
        ),
        ({"LineItems": [{}, {}]}, {"LineItems": [{}]}),
        ({"LineItems": [{"Description": "b"}]}, {"LineItems": [{"Description": "a"}]}),
    ],
)
def test_what_is_different_is_not_the_same(actual, expected):
    assert not is_as_expected(actual, expected)
