{
    "name": "Accounting Link: QuickBooks Online",
    "summary": "Upload batches of invoices and bills to QuickBooks Online, each exactly once",
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
        "acct_link_payment_term",
        "acct_link_tracking",
    ],
    "data": [
        "security/ir.model.access.csv",
        "views/acct_link_interface_views.xml",
        "views/acct_link_interface_pull_views.xml",
    ],
    "development_status": "Beta",
}
