{
    "name": "Accounting Link: Xero",
    "summary": "Upload batches of invoices and credit notes to Xero, each exactly once",
    "version": "19.0.0.1.0",
    "author": "acct_link contributors",
    "website": "https://github.com/acct-link/acct_link",
    "license": "LGPL-3",
    "category": "Accounting/Accounting",
    "depends": ["acct_link_batch", "acct_link_pull"],
    "external_dependencies": {"python": ["requests-oauthlib", "xero-python"]},
    "data": [
        "security/ir.model.access.csv",
        "security/ir_rule.xml",
        "wizards/acct_link_xero_choice_views.xml",
        "views/acct_link_interface_views.xml",
    ],
    "development_status": "Beta",
}
