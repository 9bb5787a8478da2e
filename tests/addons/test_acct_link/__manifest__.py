{
    "name": "Accounting Link: a plain ledger (tests)",
    "summary": "The connector that new ones are made from; its ledger is a stand-in",
    "version": "19.0.0.1.0",
    "author": "acct_link contributors",
    "website": "https://github.com/acct-link/acct_link",
    "license": "LGPL-3",
    "category": "Hidden/Tests",
    "depends": ["acct_link_batch", "acct_link_operation"],
    "external_dependencies": {"python": ["requests"]},
    "data": ["views/acct_link_interface_views.xml"],
}
