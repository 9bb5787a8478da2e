{
    "name": "Accounting Link: Xero Payroll",
    "summary": "Hours worked go to Xero Payroll in Australia, New Zealand and the United Kingdom",
    "version": "19.0.0.1.0",
    "author": "acct_link contributors",
    "website": "https://github.com/acct-link/acct_link",
    "license": "LGPL-3",
    "category": "Accounting/Accounting",
    "depends": ["acct_link_batch", "acct_link_oauth", "acct_link_xero", "acct_link_timesheet"],
    "data": ["views/acct_link_interface_views.xml"],
    "auto_install": ["acct_link_xero", "acct_link_timesheet"],
    "development_status": "Alpha",
}
