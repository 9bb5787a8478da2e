{
    "name": "Accounting Link: options added on request",
    "summary": "Options of tracking categories that are not in the books yet are added there",
    "version": "19.0.0.1.0",
    "author": "acct_link contributors",
    "website": "https://github.com/acct-link/acct_link",
    "license": "LGPL-3",
    "category": "Accounting/Accounting",
    "depends": [
        "acct_link_batch",
        "acct_link_check",
        "acct_link_operation",
        "acct_link_tracking",
    ],
    "data": [
        "views/acct_link_batch_views.xml",
        "wizards/acct_link_check_views.xml",
        "views/acct_link_interface_views.xml",
    ],
    "development_status": "Beta",
}
