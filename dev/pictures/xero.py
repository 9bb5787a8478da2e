"""Screens of the story of Xero."""

from .files import FILES_WRITTEN
from .packages import PACKAGE_SCREENS
from .screen import CARD, FORM, FORM_ROWS, LINK, MANUAL, OF_XERO, ROWS, Screen

SEND_AGAIN = (
    (".o_searchview .o_facet_remove", ".o_list_view"),
    (".o_searchview_dropdown_toggler", ".o_search_bar_menu"),
    (
        ".o_filter_menu .o_menu_item",
        ".o_list_view td[name=acct_link_reason]",
        "Include already uploaded",
    ),
    (".o_searchview_dropdown_toggler", ".o_list_view"),
    (".o_list_view tbody input[type=checkbox]", "button[name=action_acct_link_send_again]"),
    ("button[name=action_acct_link_send_again]", ".modal-dialog .o_data_row"),
)
FROM_A_FILE = (".o_control_panel .btn", ".modal-dialog [name=file]", "From a File")
XERO = {
    "nothing_is_linked": [
        Screen("dashboard_empty", "acct-link-dashboard", ".o_view_nocontent"),
        Screen("interfaces_empty", "acct-link-interfaces", ".o_view_nocontent"),
    ],
    "app_entered": [
        Screen(
            "connect_app",
            "acct-link-interfaces/{interface}",
            FORM,
            ((".o_notebook .nav-link", "[name=xero_auth]", "Xero App"),),
            used=(f"{MANUAL}/connect_app_1400.png",),
        ),
    ],
    "app_is_custom": [
        Screen(
            "connect_custom",
            "acct-link-interfaces/{interface}",
            FORM,
            ((".o_notebook .nav-link", "[name=xero_auth]", "Xero App"),),
            used=(f"{MANUAL}/connect_custom_1400.png",),
        ),
    ],
    "several_reached": [
        Screen(
            "connect_choose",
            "acct-link-interfaces/{interface}",
            "button[name=action_choose_organisation]",
            (
                ("button[name=action_choose_organisation]", ".modal [name=option_id] input"),
                (".modal [name=option_id] input", ".o-autocomplete--dropdown-item"),
            ),
            used=(f"{MANUAL}/connect_choose_1400.png",),
        ),
    ],
    "signed_in": [
        Screen(
            "interface_unmapped",
            "acct-link-interfaces/{interface}",
            FORM,
            used=(f"{MANUAL}/interface_unmapped_1400.png", f"{OF_XERO}/setup.png"),
        ),
    ],
    "some_to_send": [
        Screen("available", "acct-link-create-batch", ROWS),
        Screen(
            "available_selected",
            "acct-link-create-batch",
            ROWS,
            (
                (
                    ".o_list_view thead input[type=checkbox]",
                    "button[name=action_acct_link_batch]",
                ),
            ),
            used=(f"{MANUAL}/available_selected_1400.png", f"{LINK}/create_batch.png"),
        ),
        Screen(
            "available_filters",
            "acct-link-create-batch",
            ROWS,
            ((".o_searchview_dropdown_toggler", ".o_search_bar_menu"),),
        ),
        Screen(
            "park",
            "acct-link-create-batch",
            ROWS,
            (
                (
                    ".o_list_view thead input[type=checkbox]",
                    "button[name=action_acct_link_park]",
                ),
                ("button[name=action_acct_link_park]", ".modal-dialog"),
            ),
        ),
    ],
    "one_parked": [
        Screen(
            "not_offered",
            "acct-link-create-batch",
            ROWS,
            (
                (".o_searchview .o_facet_remove", ".o_list_view"),
                (".o_searchview_dropdown_toggler", ".o_search_bar_menu"),
                (
                    ".o_filter_menu .o_menu_item",
                    ".o_list_view td[name=acct_link_reason]",
                    "Not offered, and why",
                ),
                (".o_searchview_dropdown_toggler", ".o_list_view"),
            ),
        ),
        Screen("parked", "acct-link-parked", ROWS),
    ],
    "in_a_batch": [
        Screen("batch_draft", "acct-link-batches/{batch}", FORM_ROWS),
        Screen(
            "check",
            "acct-link-batches/{batch}",
            FORM_ROWS,
            (("button[name=action_check]", ".modal-dialog .o_data_row"),),
        ),
        Screen(
            "interface_content",
            "acct-link-interfaces/{interface}",
            FORM,
            (("a[name=content]", ".o_field_widget[name=send_text_lines]"),),
        ),
        Screen(
            "interface_customers",
            "acct-link-interfaces/{interface}",
            FORM,
            ((".nav-link[name=customers]", ".o_field_widget[name=match_rule]"),),
        ),
        Screen(
            "interface_upload",
            "acct-link-interfaces/{interface}",
            FORM,
            ((".nav-link[name=upload]", ".o_field_widget[name=push_on_post]"),),
        ),
        Screen(
            "interface_tracking",
            "acct-link-interfaces/{interface}",
            FORM,
            (("a[name=tracking]", ".o_field_widget[name=plan_map_ids]"),),
        ),
        Screen(
            "interface_reference",
            "acct-link-interfaces/{interface}",
            FORM,
            ((".nav-link[name=reference]", ".o_field_widget[name=reference_preview]"),),
        ),
        Screen(
            "invoice_reference",
            "customer-invoices/{failed_invoice}",
            FORM,
            ((".nav-link[name=other_info]", ".o_field_widget[name=acct_link_reference]"),),
        ),
    ],
    "some_failed": [
        Screen(
            "batch_failed",
            "acct-link-batches/{batch}",
            FORM_ROWS,
            used=(f"{MANUAL}/batch_failed_1400.png", f"{LINK}/batch.png"),
        ),
        Screen(
            "dashboard",
            "acct-link-dashboard",
            CARD,
            used=(f"{MANUAL}/dashboard_1400.png", f"{LINK}/dashboard.png"),
        ),
        Screen("weeks", "acct-link-weeks", ".o_graph_renderer canvas"),
        Screen("lines", "acct-link-batches/{batch}", FORM_ROWS, ((".oe_stat_button", ROWS),)),
        Screen(
            "line",
            "acct-link-batches/{batch}",
            FORM_ROWS,
            ((".oe_stat_button", ROWS), (".o_data_cell", ".o_form_view .alert-danger")),
        ),
        Screen("batches", "acct-link-batches", ROWS),
        Screen(
            "interface",
            "acct-link-interfaces/{interface}",
            FORM,
            used=(f"{MANUAL}/interface_1400.png",),
        ),
        Screen("interfaces", "acct-link-interfaces", ROWS),
        Screen("journal", "acct-link-journal", ROWS),
        Screen("request", "acct-link-journal", ROWS, ((".o_data_cell", FORM),)),
        Screen(
            "invoice",
            "customer-invoices/{failed_invoice}",
            FORM,
            used=(f"{OF_XERO}/invoice.png",),
        ),
        Screen("invoice_uploaded", "customer-invoices/{uploaded_invoice}", FORM),
        Screen(
            "reset",
            "customer-invoices/{failed_invoice}",
            FORM,
            (("button[name=button_draft]", ".modal-dialog"),),
        ),
        Screen("invoices", "customer-invoices", ROWS),
        Screen("send_again", "acct-link-create-batch", ROWS, SEND_AGAIN),
    ],
    "books_moved": [
        Screen("payments", "acct-link-payments", ROWS),
        Screen("differences", "acct-link-differences", ROWS),
        Screen(
            "interface_pull",
            "acct-link-interfaces/{interface}",
            FORM,
            ((".nav-link[name=pull]", ".o_field_widget[name=pull_ids] .o_data_row"),),
        ),
    ],
    "followed_up": [
        Screen("follow_ups", "acct-link-follow-ups", ROWS),
        Screen("follow_up_failed", "acct-link-follow-ups/{failed_operation}", FORM),
        Screen("line_changed", "acct.link.batch.line/{changed_line}", FORM),
        Screen("interface_calls_left", "acct-link-interfaces/{interface}", FORM),
        Screen(
            "interface_technical",
            "acct-link-interfaces/{interface}",
            FORM,
            ((".nav-link[name=technical]", ".o_field_widget[name=journal_days]"),),
        ),
        Screen(
            "interface_xero_app",
            "acct-link-interfaces/{interface}",
            FORM,
            (
                (".o_notebook .nav-link", "[name=xero_auth]", "Xero App"),
                ("[name=oauth_client_id] input", "[name=xero_auth]"),
            ),
        ),
        Screen(
            "reset_prompt_uploaded",
            "customer-invoices/{changed_invoice}",
            FORM,
            (("button[name=button_draft]", ".modal button[name=action_void]"),),
        ),
    ],
    "option_missing": [
        Screen("batch_option_missing", "acct-link-batches/{option_batch}", FORM_ROWS),
        Screen(
            "interface_options",
            "acct-link-interfaces/{interface}",
            FORM,
            ((".nav-link[name=tracking]", ".o_field_widget[name=option_policy]"),),
        ),
        Screen(
            "interface_items",
            "acct-link-interfaces/{interface}",
            FORM,
            ((".nav-link[name=content]", ".o_field_widget[name=item_count]"),),
        ),
        Screen("items", "action-acct_link_item.acct_link_item_action", ROWS),
    ],
    "customers_missing": [
        Screen("customers_to_match", "customers-to-match", ROWS),
        Screen(
            "customers_take",
            "customers-to-match",
            ROWS,
            ((".o_control_panel .btn-primary", ".modal-dialog .o_data_row", "Take All"),),
        ),
        Screen(
            "customers_selected",
            "customers-to-match",
            ROWS,
            (
                (
                    ".o_list_view thead input[type=checkbox]",
                    "button[name=action_take_suggestion]",
                ),
            ),
        ),
        Screen(
            "customers_whose",
            "customers-to-match",
            ROWS,
            ((".o_list_view button[name=action_answer]", ".modal button[name=action_same]"),),
        ),
        Screen("match_import", "customers-to-match", ROWS, (FROM_A_FILE,)),
        Screen(
            "match_import_read",
            "customers-to-match",
            ROWS,
            (FROM_A_FILE,),
            file="customer,contact\nKowhai Offices Ltd,C-KOWHAI\nNobody,Nobody\n",
            then=((".modal button[name=action_read]", ".modal .alert-warning"),),
        ),
        Screen(
            "match_import_chosen",
            "customers-to-match",
            ROWS,
            (FROM_A_FILE,),
            file="customer,contact\nKowhai Offices Ltd,C-KOWHAI\n",
            then=((".modal button[name=action_read]", f"body:not(:has(.modal)) {ROWS}"),),
        ),
        Screen("batch_to_match", "acct-link-batches/{missing_batch}", FORM_ROWS),
        Screen(
            "batch_match_dialog",
            "acct-link-batches/{missing_batch}",
            FORM_ROWS,
            (("button[name=action_match_customers]", ".modal .o_data_row"),),
        ),
        Screen(
            "batch_match",
            "acct-link-batches/{missing_batch}",
            FORM_ROWS,
            (
                ("button[name=action_match_customers]", ".modal .o_data_row"),
                (".modal .o_data_row [name=choice]", ".modal [name=choice] input"),
            ),
        ),
        Screen("batch_asked", "acct-link-batches/{asked_batch}", FORM_ROWS),
        Screen(
            "check_asked",
            "acct-link-batches/{asked_batch}",
            FORM_ROWS,
            (("button[name=action_check]", ".modal-dialog .o_data_row"),),
        ),
        Screen("batch_unmatched", "acct-link-batches/{unmatched_batch}", FORM_ROWS),
        Screen("customer", "res.partner/{customer}", FORM),
        Screen(
            "customer_never_send",
            "res.partner/{customer}",
            FORM,
            ((".nav-link[name=accounting]", ".o_field_widget[name=acct_link_never_send]"),),
        ),
        Screen("contacts", "action-acct_link_batch.acct_link_contact_action", ROWS),
    ],
    "to_be_released": [
        Screen("batch_held", "acct-link-batches/{held_batch}", FORM_ROWS),
        Screen("batch_to_release", "acct-link-batches/{held_batch}", FORM_ROWS, clerk=True),
        Screen(
            "interface_release",
            "acct-link-interfaces/{interface}",
            FORM,
            ((".nav-link[name=upload]", ".o_field_widget[name=needs_release]"),),
        ),
    ],
    "paused": [
        Screen("dashboard_paused", "acct-link-dashboard", CARD),
        Screen("batch_paused", "acct-link-batches/{waiting_batch}", ".alert-warning"),
    ],
    "cron_is_off": [
        Screen("dashboard_cron_off", "acct-link-dashboard", CARD),
        Screen("batch_cron_off", "acct-link-batches/{waiting_batch}", ".alert-warning"),
        Screen("interface_cron_off", "acct-link-interfaces/{interface}", ".alert-warning"),
    ],
    "sign_in_lapsed": [
        Screen("dashboard_lapsed", "acct-link-dashboard", CARD),
        Screen("batch_lapsed", "acct-link-batches/{waiting_batch}", ".alert-warning"),
        Screen(
            "interface_lapsed",
            "acct-link-interfaces/{interface}",
            ".alert-danger",
            used=(f"{MANUAL}/connect_lapsed_1400.png",),
        ),
        Screen(
            "batch_lapsed_ask", "acct-link-batches/{waiting_batch}", ".alert-warning", clerk=True
        ),
    ],
    "users_may_sign_in": [
        Screen("interface_users_sign_in", "acct-link-interfaces/{interface}", ".alert-danger"),
        Screen(
            "batch_lapsed_user", "acct-link-batches/{waiting_batch}", ".alert-warning", clerk=True
        ),
        Screen("dashboard_lapsed_user", "acct-link-dashboard", CARD, clerk=True),
        Screen(
            "interface_lapsed_user",
            "acct-link-interfaces/{interface}",
            ".alert-danger",
            clerk=True,
        ),
    ],
    "files_written": FILES_WRITTEN,
    "packages_chosen": PACKAGE_SCREENS,
}
