{
    "name": "Accounting Link: import files",
    "summary": "Write batches of invoices, credit notes and bills to files that accounting "
    "systems without an API import",
    "version": "19.0.0.1.0",
    "author": "acct_link contributors",
    "license": "LGPL-3",
    "category": "Accounting/Accounting",
    "depends": ["acct_link_batch"],
    "development_status": "Alpha",
}
