{
    "name": "Accounting Link: tracking categories",
    "summary": "Analytic plans go to the books as tracking categories, classes or locations",
    "version": "19.0.0.1.0",
    "author": "acct_link contributors",
    "website": "https://github.com/acct-link/acct_link",
    "license": "LGPL-3",
    "category": "Accounting/Accounting",
    "depends": ["acct_link_batch"],
    "data": [
        "security/ir.model.access.csv",
        "security/ir_rule.xml",
        "views/acct_link_tracking_views.xml",
        "views/acct_link_interface_views.xml",
        "views/acct_link_menus.xml",
    ],
    "development_status": "Beta",
}
