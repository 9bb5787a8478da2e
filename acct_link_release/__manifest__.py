{
    "name": "Accounting Link: release by a second person",
    "summary": "Batches wait until another user has released them",
    "version": "19.0.0.1.0",
    "author": "acct_link contributors",
    "website": "https://github.com/acct-link/acct_link",
    "license": "LGPL-3",
    "category": "Accounting/Accounting",
    "depends": ["acct_link_batch"],
    "data": [
        "views/acct_link_batch_views.xml",
        "views/acct_link_interface_views.xml",
    ],
    "development_status": "Beta",
}
