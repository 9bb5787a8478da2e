{
    "name": "Accounting Link: expenses",
    "summary": "Vendor bills that go to the books as expenses, paid at once",
    "version": "19.0.0.1.0",
    "author": "acct_link contributors",
    "website": "https://github.com/acct-link/acct_link",
    "license": "LGPL-3",
    "category": "Accounting/Accounting",
    "depends": ["acct_link_batch"],
    "data": [
        "views/account_move_views.xml",
        "views/acct_link_batch_line_views.xml",
        "views/acct_link_interface_views.xml",
    ],
    "development_status": "Alpha",
}
