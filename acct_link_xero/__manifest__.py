{
    "name": "Accounting Link: Xero",
    "summary": "Upload batches of invoices and credit notes to Xero, each exactly once",
    "version": "19.0.0.1.0",
    "author": "acct_link contributors",
    "website": "https://github.com/acct-link/acct_link",
    "license": "LGPL-3",
    "category": "Accounting/Accounting",
    "depends": [
        "acct_link_batch",
        "acct_link_item",
        "acct_link_operation",
        "acct_link_pull",
        "acct_link_oauth",
        "acct_link_tracking",
        "acct_link_tracking_option",
    ],
    "external_dependencies": {"python": ["xero-python"]},
    "data": [
        "views/acct_link_interface_views.xml",
    ],
    "development_status": "Beta",
}
