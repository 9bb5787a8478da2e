"""What processes of Odoo do that only a link to QuickBooks Online needs."""

from kit.stage.tasks import find_interface, make_interface

ITEM, ACCOUNT, CARD = "Design", "Office expenses", "Company Visa"


def link(env, url, tokens, company, tenant, no_tax, **settings):
    """Make the interface of a company, signed in, and link what the company books on."""
    addresses = {f"qbo_{name}_url": url for name in ("api", "login", "token", "revoke")}
    interface = make_interface(env, "qbo", company, **addresses, **settings)
    env = interface.env
    sign_in(env, tokens, company)
    [found] = interface._connector()._get_organisations(interface, {"realmId": tenant})
    interface._tie(found)
    interface.action_pull_codes()
    by_name = {account.name: account for account in interface.account_ids}
    interface.default_account_id = by_name[ITEM]
    interface.default_purchase_account_id = interface.send_bills and by_name[ACCOUNT]
    interface.default_paid_from_id = interface.send_bills and by_name[CARD]
    rest = interface.tax_map_ids.filtered(lambda row: not row.remote_tax_id)
    rest.remote_tax_id = interface.tax_ids.filtered(lambda row: row.name == no_tax)


def sign_in(env, tokens, company):
    """Keep tokens that the stand-in gave without its page."""
    from odoo.addons.acct_link_oauth.lib.sign_in import Tokens
    from odoo.addons.acct_link_oauth.lib.web import in_seconds

    answer = Tokens(
        tokens["access_token"],
        tokens["refresh_token"],
        in_seconds(tokens["expires_in"]),
        in_seconds(tokens["x_refresh_token_hard_expires_in"]),
    )
    model = env["acct.link.token"].sudo()
    env.cr.commit()  # the row, if it is new
    with model._locked(find_interface(env, company)) as values:
        model._keep(values, answer)
