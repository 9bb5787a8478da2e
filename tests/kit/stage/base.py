"""The databases that fixtures clone: Odoo with add-ons, and a company in New Zealand."""

import os

from database import LINKS, WITH_JOBS, WITH_TIMESHEETS, ensure_changed, ensure_installed
from kit.stage.worker import Workers

COMPANY = "NZ Company"
# With TOGETHER, as `make test` has it, all systems are played with the add-ons of all in one
# database, which is built once; without, each system with its own add-ons and no others.
TOGETHER = bool(os.environ.get("TOGETHER"))
OF_TESTS = ["test_acct_link"]


def list_steps(add_ons):
    """:param add_ons: what a fixture needs, the core first
    :return: what is installed for it one after the other (`ensure_installed`)
    """
    if not TOGETHER:
        return [*add_ons]
    if set(add_ons) & {*WITH_TIMESHEETS}:
        return [LINKS, WITH_TIMESHEETS]
    known = {*LINKS, *OF_TESTS, *WITH_JOBS}
    jobs = [WITH_JOBS] if set(add_ons) & {*WITH_JOBS} else []
    return [LINKS, OF_TESTS, *jobs, *(name for name in add_ons if name not in known)]


def ensure_base(add_ons):
    """:return: name of a database with the company and these add-ons"""
    return ensure_changed(ensure_installed("test", list_steps(add_ons)), __file__, add_company)


def add_company(dbname):
    workers = Workers(dbname)
    try:
        workers.run(f"{__name__}.open_company", company=COMPANY)
    finally:
        workers.stop()


# === WITHIN ODOO === #


def open_company(env, company):
    """Beside Odoo's own, with the accounts, taxes and journals of New Zealand."""
    company = env["res.company"].create(
        {
            "name": company,
            "country_id": env.ref("base.nz").id,
            "currency_id": env.ref("base.NZD").id,
        }
    )
    # The scheduled actions are the superuser's.
    (env.user + env.ref("base.user_root")).company_ids += company
    env["account.chart.template"].try_loading("nz", company, install_demo=False)
    # What the branch of another currency needs.
    currency = env.ref("base.AUD")
    currency.active = True
    env["res.currency.rate"].create(
        {"currency_id": currency.id, "company_id": company.id, "name": "2020-01-01", "rate": 0.9}
    )
