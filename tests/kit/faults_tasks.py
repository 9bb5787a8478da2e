"""What the processes of faults.py do within Odoo."""

from dataclasses import replace


def upload(env, chunk):
    """Run the loop once, as the scheduled action does, with so few documents or contacts a request
    that a handful of them have a first, a middle and a last one.
    """
    connector = type(env["acct.link.connector.xero"])
    capabilities = connector._capabilities

    def narrowed(self, interface):
        return replace(capabilities(self, interface), chunk_size=chunk)

    connector._capabilities = narrowed
    env["acct.link.upload"].sudo()._cron_upload()
