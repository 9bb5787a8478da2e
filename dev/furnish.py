"""Puts into the database of the tests what each of them would have to make for itself: the
bundles of the web client, and what the test cases of invoices set up (a company with its chart of
accounts, users, partners, products).

python dev/furnish.py CONFIG DATABASE

conftest.py makes the tests take it. On a database without it they make their own, as they do in
Odoo's own runner.
"""

import functools
import json
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
    registry = Registry(dbname)
    for country_code in COUNTRIES:
        make_set_up(country_code)
    with registry.cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {})
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


# === SET-UPS === #

# Archived until a test takes them, so that none finds those of the other set-up.
ARCHIVED = (
    *("res.partner", "res.users", "product.product", "product.template", "product.pricelist"),
    "account.payment.term",
)
# What names must be unique gets this added meanwhile.
NAMES = {"res.company": "name", "res.users": "login"}


def key_of(country_code):
    """:return: name of the parameter that says what was set up"""
    return f"furnish.{country_code or 'any'}"


def make_set_up(country_code):
    """Let Odoo's test case set up a class, and keep it."""
    from odoo.sql_db import Cursor

    from odoo.addons.account.tests.common import AccountTestInvoicingCommon

    class Furnished(AccountTestInvoicingCommon):
        test_tags = frozenset({"standard"})  # whose requests leave this machine nowhere

    Furnished.country_code = country_code
    before = find_last()
    try:
        Furnished.setUpClass()
        env = Furnished.env(user=1, su=True, context={"active_test": False})
        env.flush_all()
        made = {model: find_made(env, model, last) for model, last in before.items()}
        found = {
            "attributes": {
                name: packed for name, value in vars(Furnished).items() if (packed := pack(value))
            },
            "names": [],
            "archived": {model: made[model] for model in ARCHIVED},
        }
        for model, field in NAMES.items():
            for record in env[model].browse(made[model]):
                found["names"].append([model, record.id, field, record[field]])
                record[field] = f"{record[field]} {key_of(country_code)}"
        # A class that sets itself up makes a company of this name, whose journals want theirs.
        journals = env["account.journal"].search([("company_id", "in", made["res.company"])])
        journals.alias_id.alias_name = False
        set_active(env, found["archived"], False)
        env["ir.config_parameter"].set_param(key_of(country_code), json.dumps(found))
        env.flush_all()
        Cursor.commit(env.cr)  # which a test may not
    finally:
        Furnished.doClassCleanups()


def find_last():
    """:return: {model: the last id}"""
    from odoo import api
    from odoo.modules.registry import Registry
    from odoo.tests.common import get_db_name

    with Registry(get_db_name()).cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {"active_test": False})
        return {
            model: env[model].search([], order="id desc", limit=1).id or 0
            for model in (*ARCHIVED, *NAMES)
        }


def find_made(env, model, last):
    return env[model].search([("id", ">", last)], order="id").ids


def set_active(env, archived, active):
    for model, ids in archived.items():
        query = f"UPDATE {env[model]._table} SET active = %s WHERE id = ANY(%s)"
        env.cr.execute(query, [active, ids])


def pack(value):
    """:return: [model, ids] of records, {key: the same} of a dict of records; None of all else"""
    if isinstance(value, dict):
        packed = {key: pack(each) for key, each in value.items()}
        return packed if packed and all(packed.values()) else None
    return [value._name, value.ids] if hasattr(value, "_ids") else None


def unpack(env, packed):
    if isinstance(packed, dict):
        return {key: unpack(env, each) for key, each in packed.items()}
    return env[packed[0]].browse(packed[1])


@functools.cache
def find_set_up(country_code):
    """:return: what `make_set_up` has kept, None if nothing"""
    from odoo import api
    from odoo.modules.registry import Registry
    from odoo.tests.common import get_db_name

    with Registry(get_db_name()).cursor() as cr:
        parameters = api.Environment(cr, api.SUPERUSER_ID, {})["ir.config_parameter"]
        found = parameters.search([("key", "=", key_of(country_code))]).value
        return json.loads(found) if found else None


def take_set_up(test_case, found):
    """Give a class what was set up in advance. Its `env` is the superuser's."""
    env = test_case.env
    set_active(env, found["archived"], True)
    for model, id_, field, name in found["names"]:
        env[model].browse(id_)[field] = name
    user = unpack(env, found["attributes"]["user"])
    test_case.env = env(user=user)
    groups = test_case.get_default_groups()
    user.group_ids = groups
    for name, packed in found["attributes"].items():
        setattr(test_case, name, unpack(test_case.env, packed))
    test_case.maxDiff, test_case.tax_number = None, 0


if __name__ == "__main__":
    main(*sys.argv[1:])
