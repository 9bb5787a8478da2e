{
    "name": "Accounting Link: reference",
    "summary": "Job, reference, heading line and claim number of a document in the books",
    "version": "19.0.0.1.0",
    "author": "acct_link contributors",
    "website": "https://github.com/acct-link/acct_link",
    "license": "LGPL-3",
    "category": "Accounting/Accounting",
    "depends": ["acct_link_batch"],
    "data": [
        "views/account_move_views.xml",
        "views/account_analytic_views.xml",
        "views/res_company_views.xml",
        "views/acct_link_interface_views.xml",
    ],
    "auto_install": True,
    "development_status": "Beta",
}
