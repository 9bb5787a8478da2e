"""What processes of Odoo do that only a link to Xero needs."""

from kit.stage.tasks import find_interface, link_codes, make_interface


def link(env, url, tokens, company, tenant, no_tax, **settings):
    """Make the interface of a company, signed in."""
    addresses = {f"xero_{name}_url": url for name in ("api", "identity", "login")}
    interface = make_interface(env, "xero", company, **addresses, **settings)
    env = interface.env
    sign_in(env, tokens, company)
    reached = interface._connector()._get_organisations(interface)
    [found] = [each for each in reached if each.id == tenant]
    interface._tie(found)
    link_codes(interface, sales="200", purchases="400", no_tax=no_tax)


def sign_in(env, tokens, company):
    """Keep tokens that the stand-in gave without its page."""
    from odoo.addons.acct_link_oauth.lib.sign_in import Tokens
    from odoo.addons.acct_link_oauth.lib.web import in_seconds

    answer = Tokens(
        tokens["access_token"],
        tokens["refresh_token"],
        in_seconds(tokens["expires_in"]),
    )
    model = env["acct.link.token"].sudo()
    env.cr.commit()  # the row, if it is new
    with model._locked(find_interface(env, company)) as values:
        model._keep(values, answer)


def take_bills(env, company):
    """Pull the suppliers' bills of the books from now on."""
    interface = find_interface(env, company)
    journals = [("company_id", "=", interface.company_id.id), ("type", "=", "purchase")]
    interface.write(
        {
            "bill_journal_id": env["account.journal"].search(journals, limit=1).id,
            "bill_new_suppliers": True,
        }
    )
