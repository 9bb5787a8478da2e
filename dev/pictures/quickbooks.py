"""Screens of the story of QuickBooks."""

from .screen import FORM, FORM_ROWS, MANUAL, Screen

QUICKBOOKS = {
    "app_entered": [
        Screen(
            "qbo_app",
            "acct-link-interfaces/{interface}",
            FORM,
            ((".o_notebook .nav-link", "[name=qbo_environment]", "QuickBooks App"),),
            used=(f"{MANUAL}/qbo_app_1400.png",),
        ),
    ],
    "signed_in": [
        Screen(
            "qbo_unmapped",
            "acct-link-interfaces/{interface}",
            FORM,
            used=(f"{MANUAL}/qbo_unmapped_1400.png",),
        ),
        Screen(
            "qbo_company",
            "acct-link-interfaces/{interface}",
            FORM,
            ((".o_notebook .nav-link", "[name=qbo_reads]", "QuickBooks App"),),
        ),
    ],
    "linked": [
        Screen(
            "qbo_accounts",
            "acct-link-interfaces/{interface}",
            FORM,
            ((".nav-link[name=accounts]", ".o_field_widget[name=account_map_ids]"),),
        ),
        Screen(
            "qbo_terms",
            "acct-link-interfaces/{interface}",
            FORM,
            ((".nav-link[name=content]", ".o_field_widget[name=payment_term_map_ids]"),),
        ),
        Screen(
            "qbo_tracking",
            "acct-link-interfaces/{interface}",
            FORM,
            ((".nav-link[name=tracking]", ".o_field_widget[name=plan_map_ids] .o_data_row"),),
        ),
        Screen(
            "qbo_pull",
            "acct-link-interfaces/{interface}",
            FORM,
            ((".nav-link[name=pull]", ".o_field_widget[name=qbo_take_expenses]"),),
        ),
    ],
    "purchases_entered": [
        Screen(
            "qbo_expense",
            "vendor-bills/{expense}",
            FORM,
            ((".nav-link[name=other_info]", ".o_field_widget[name=acct_link_paid_from_id]"),),
            used=(f"{MANUAL}/qbo_expense_1400.png",),
        ),
        Screen("qbo_batch_draft", "acct-link-batches/{batch}", FORM_ROWS),
        Screen(
            "qbo_check",
            "acct-link-batches/{batch}",
            FORM_ROWS,
            (("button[name=action_check]", ".modal-dialog .o_data_row"),),
        ),
    ],
    "some_failed": [
        Screen(
            "qbo_batch_failed",
            "acct-link-batches/{batch}",
            FORM_ROWS,
            used=(f"{MANUAL}/qbo_batch_failed_1400.png",),
        ),
        Screen("qbo_bill_failed", "vendor-bills/{failed}", FORM),
    ],
}
