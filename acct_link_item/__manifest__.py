{
    "name": "Accounting Link: items",
    "summary": "Lines carry the code of an item of the books, where a product has the same",
    "version": "19.0.0.1.0",
    "author": "acct_link contributors",
    "website": "https://github.com/acct-link/acct_link",
    "license": "LGPL-3",
    "category": "Accounting/Accounting",
    "depends": ["acct_link_batch"],
    "data": [
        "security/ir.model.access.csv",
        "security/ir_rule.xml",
        "views/acct_link_item_views.xml",
        "views/acct_link_interface_views.xml",
        "views/acct_link_menus.xml",
    ],
    "development_status": "Beta",
}
