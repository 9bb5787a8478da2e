from odoo.addons.acct_link_queue.hooks import remove_jobs

from .models.puller import PULLS


def uninstall_hook(env):
    """As that of `acct_link_queue`."""
    remove_jobs(env, PULLS)
