{
    "name": "Accounting Link: payment terms",
    "summary": "Documents carry the payment terms of the books that stand for those of Odoo",
    "version": "19.0.0.1.0",
    "author": "acct_link contributors",
    "website": "https://github.com/acct-link/acct_link",
    "license": "LGPL-3",
    "category": "Accounting/Accounting",
    "depends": ["acct_link_batch"],
    "data": [
        "security/ir.model.access.csv",
        "security/ir_rule.xml",
        "views/acct_link_interface_views.xml",
    ],
    "development_status": "Beta",
}
