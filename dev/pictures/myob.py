"""Screens of the story of MYOB."""

from .screen import FORM, FORM_ROWS, MANUAL, Screen

MYOB = {
    "app_entered": [
        Screen(
            "myob_app",
            "acct-link-interfaces/{interface}",
            FORM,
            ((".o_notebook .nav-link", "[name=myob_user]", "MYOB App"),),
            used=(f"{MANUAL}/myob_app_1400.png",),
        ),
    ],
    "signed_in": [
        Screen(
            "myob_unmapped",
            "acct-link-interfaces/{interface}",
            FORM,
            used=(f"{MANUAL}/myob_unmapped_1400.png",),
        ),
    ],
    "linked": [
        Screen(
            "myob_content",
            "acct-link-interfaces/{interface}",
            FORM,
            ((".nav-link[name=content]", ".o_field_widget[name=myob_number_rule]"),),
        ),
        Screen(
            "myob_customers",
            "acct-link-interfaces/{interface}",
            FORM,
            ((".nav-link[name=customers]", ".o_field_widget[name=myob_card_tax_id]"),),
        ),
    ],
    "uploaded": [Screen("myob_batch", "acct-link-batches/{batch}", FORM_ROWS)],
}
