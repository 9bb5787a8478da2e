"""Puts into the database of the tests what each of them would have to make for itself: the
bundles of the web client, and companies with their charts of accounts.

python dev/furnish.py CONFIG DATABASE

conftest.py makes the tests take it. On a database without it they make their own, as they do in
Odoo's own runner.
"""

import sys

# Whose chart of accounts: `country_code` of Odoo's test cases, False where they name none.
COUNTRIES = (False, "NZ")
# What a page of the web client asks for.
SCRIPTS = ("web.assets_web", "web.assets_frontend_minimal", "web.assets_frontend_lazy")
STYLES = ("web.assets_web", "web.assets_web_print", "web.assets_frontend")

# Debian's package lacks this file of the client's bundle; the error it makes in the browser's
# console fails every tour.
MISSING_ASSET = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"


def main(conf, dbname):
    import odoo.init  # noqa: F401  (before anything else of Odoo)
    from odoo import api
    from odoo.modules.registry import Registry
    from odoo.tools import config

    config.parse_config(["-c", conf, "--no-http"], setup_logging=True)
    with Registry(dbname).cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {})
        for country_code in COUNTRIES:
            make_company(env, country_code)
        remove_missing_asset(env)
        make_bundles(env)


def remove_missing_asset(env):
    """Take the file that is not there out of its bundle, unless that is done."""
    from odoo.tools.misc import file_path

    try:
        file_path(MISSING_ASSET)
        return
    except FileNotFoundError:
        values = {"bundle": "web.assets_backend", "directive": "remove", "path": MISSING_ASSET}
    domain = [(name, "=", value) for name, value in values.items()]
    if not env["ir.asset"].search_count(domain):
        env["ir.asset"].create({"name": "missing in Debian's package", **values})


def make_bundles(env):
    for name in SCRIPTS:
        env["ir.qweb"]._get_asset_bundle(name, css=False, js=True).js()
    for name in STYLES:
        env["ir.qweb"]._get_asset_bundle(name, css=True, js=False).css()


# === COMPANIES === #


def xmlid_of(country_code):
    return f"__furnish__.company_{(country_code or 'any').lower()}"


def make_company(env, country_code):
    """As AccountTestInvoicingCommon._create_company does it."""
    country = env["res.country"].search([("code", "=", country_code)])
    values = {"country_id": country.id, "currency_id": country.currency_id.id} if country else {}
    company = env["res.company"].create({"name": xmlid_of(country_code), **values})
    Chart = env["account.chart.template"]
    template = Chart._guess_chart_template(company.country_id)
    Chart.try_loading(template, company=company, install_demo=False)
    if not company.account_fiscal_country_id:
        company.account_fiscal_country_id = env.ref("base.us")
    if country:
        company.currency_id = country.currency_id
    env.user.company_ids -= company  # whoever makes a company belongs to it
    env["ir.model.data"]._update_xmlids([{"xml_id": xmlid_of(country_code), "record": company}])


def take_company(env, country_code, name):
    """:return: the company that was made in advance, under this name; False if there is none"""
    company = env.ref(xmlid_of(country_code), raise_if_not_found=False)
    if company:
        company.name = name
        env.user.company_ids += company
    return company


if __name__ == "__main__":
    main(*sys.argv[1:])
