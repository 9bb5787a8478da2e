{
    "name": "Accounting Link: pulls in the job queue",
    "summary": "Pull by the workers of OCA's job queue, several interfaces at once",
    "version": "19.0.0.1.0",
    "author": "acct_link contributors",
    "website": "https://github.com/acct-link/acct_link",
    "license": "LGPL-3",
    "category": "Accounting/Accounting",
    "depends": ["acct_link_batch", "acct_link_pull", "acct_link_queue"],
    "data": ["data/queue_job.xml"],
    "auto_install": True,
    "uninstall_hook": "uninstall_hook",
    "development_status": "Alpha",
}
