{
    "name": "Accounting Link: MYOB",
    "summary": "Upload batches of invoices and bills to MYOB, each exactly once",
    "version": "19.0.0.1.0",
    "author": "acct_link contributors",
    "website": "https://github.com/acct-link/acct_link",
    "license": "LGPL-3",
    "category": "Accounting/Accounting",
    "depends": [
        "acct_link_batch",
        "acct_link_expense",
        "acct_link_operation",
        "acct_link_pull",
        "acct_link_oauth",
        "acct_link_tracking",
    ],
    "data": [
        "views/acct_link_interface_views.xml",
        "views/res_partner_views.xml",
    ],
    "development_status": "Beta",
}
