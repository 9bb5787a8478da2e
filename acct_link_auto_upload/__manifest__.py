{
    "name": "Accounting Link: upload by itself",
    "summary": "Upload documents when they are posted, or once a day",
    "version": "19.0.0.1.0",
    "author": "acct_link contributors",
    "website": "https://github.com/acct-link/acct_link",
    "license": "LGPL-3",
    "category": "Accounting/Accounting",
    "depends": ["acct_link_batch", "acct_link_overview"],
    "data": [
        "security/ir.model.access.csv",
        "security/ir_rule.xml",
        "data/ir_cron.xml",
        "views/acct_link_batch_views.xml",
        "views/acct_link_interface_views.xml",
    ],
    "auto_install": True,
    "development_status": "Beta",
}
