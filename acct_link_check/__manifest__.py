{
    "name": "Accounting Link: check",
    "summary": "See what an upload would do, before anything is sent",
    "version": "19.0.0.1.0",
    "author": "acct_link contributors",
    "website": "https://github.com/acct-link/acct_link",
    "license": "LGPL-3",
    "category": "Accounting/Accounting",
    "depends": ["acct_link_batch"],
    "data": [
        "security/ir.model.access.csv",
        "security/ir_rule.xml",
        "wizards/acct_link_check_views.xml",
        "views/acct_link_batch_views.xml",
        "views/account_move_views.xml",
    ],
    "auto_install": True,
    "development_status": "Beta",
}
