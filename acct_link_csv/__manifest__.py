{
    "name": "Accounting Link: import files",
    "summary": "Write batches of invoices and credit notes to files that accounting systems "
    "without an API import",
    "version": "19.0.0.1.0",
    "author": "acct_link contributors",
    "website": "https://github.com/acct-link/acct_link",
    "license": "LGPL-3",
    "category": "Accounting/Accounting",
    "depends": ["acct_link_batch"],
    "data": [
        "security/ir.model.access.csv",
        "security/ir_rule.xml",
        "data/acct_link_csv_profile.xml",
        "data/ir_cron.xml",
        "wizards/acct_link_csv_preview_views.xml",
        "views/acct_link_csv_profile_views.xml",
        "views/acct_link_interface_views.xml",
        "views/acct_link_batch_views.xml",
    ],
    "development_status": "Alpha",
}
