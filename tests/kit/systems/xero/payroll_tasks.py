"""What processes of Odoo do that only a link to Xero Payroll needs."""

from kit.stage.tasks import make_interface
from kit.systems.xero.tasks import sign_in


def link(env, url, tokens, tenant, **settings):
    """Make the interface of the company, signed in, its lists read."""
    company = env.ref("base.main_company")
    addresses = {f"xero_{name}_url": url for name in ("api", "identity", "login")}
    interface = make_interface(env, "xero", company.name, **addresses, **settings)
    sign_in(interface.env, tokens, company.name)
    reached = interface._connector()._get_organisations(interface)
    interface._tie(next(each for each in reached if each.id == tenant))
    interface.action_pull_codes()
    interface.action_pull_payroll()


def sign_in_again(env, tokens):
    sign_in(env, tokens, env.ref("base.main_company").name)
