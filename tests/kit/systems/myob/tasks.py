"""What processes of Odoo do that only a link to MYOB needs."""

from kit.stage.tasks import find_interface, link_codes, make_interface

SALES, PURCHASES = "4-1100", "6-1100"


def link(env, url, tokens, company, tenant, **settings):
    """Make the interface of a company file, signed in, and link what the file books on."""
    addresses = {f"myob_{name}_url": url for name in ("api", "login")}
    settings.setdefault("myob_calls_a_second", 1000)
    interface = make_interface(env, "myob", company, **addresses, **settings)
    sign_in(interface.env, tokens, company)
    [found] = interface._connector()._get_organisations(interface, {"businessId": tenant})
    interface._tie(found)
    interface.action_pull_codes()
    interface.myob_negatives = True  # of MYOB Business, too, whose stand-in takes them then
    link_codes(interface, SALES, PURCHASES, no_tax="N-T")


def sign_in(env, tokens, company):
    """Keep tokens that the stand-in gave without its page."""
    from odoo.addons.acct_link_oauth.lib.sign_in import Tokens
    from odoo.addons.acct_link_oauth.lib.web import in_seconds

    answer = Tokens(
        tokens["access_token"], tokens["refresh_token"], in_seconds(int(tokens["expires_in"]))
    )
    model = env["acct.link.token"].sudo()
    env.cr.commit()  # the row, if it is new
    with model._locked(find_interface(env, company)) as values:
        model._keep(values, answer)
