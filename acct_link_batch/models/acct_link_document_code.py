from dataclasses import dataclass, field

from odoo import api, models
from odoo.tools import float_compare

from ..lib.exchange import Capabilities
from ..lib.problem import Problem


@dataclass
class Links:
    """What stands for what at an interface, read once for a chunk of documents. Keys are ids of
    Odoo's records, but for the taxes (`account.tax._acct_link_key`) and the currencies' names.
    """

    capabilities: Capabilities
    accounts: dict = field(default_factory=dict)
    taxes: dict = field(default_factory=dict)
    currencies: frozenset = frozenset()
    found: dict = field(default_factory=dict)  # what was settled for an earlier line


class AcctLinkDocumentCode(models.AbstractModel):
    """Which codes of the accounting system a line gets."""

    _name = "acct.link.document.code"
    _description = "Codes of the Lines that are sent"

    @api.model
    def _get_links(self, interface, moves):
        """:param moves: account.move, the chunk; :return: Links"""
        ours = [("interface_id", "=", interface.id)]
        accounts = self.env["acct.link.account.map"].search_fetch(ours, order="id")
        taxes = self.env["acct.link.tax.map"].search_fetch(ours, order="id")
        links = Links(
            capabilities=interface._connector()._capabilities(interface),
            accounts={row.account_id.id: row.link_account_id for row in accounts},
            taxes={row.tax_key or "": row.link_tax_id for row in taxes},
        )
        if moves.currency_id - moves.company_id.currency_id or any(
            currency.name != interface.remote_currency for currency in moves.currency_id
        ):
            links.currencies = frozenset(interface.currency_ids.mapped("code"))
        return links

    # === ACCOUNTS === #

    @api.model
    def _get_account(self, interface, base_line, links, problems):
        """:return: acct.link.account, empty with the reason added to `problems`"""
        account = base_line["account_id"]
        remote = links.accounts.get(account.id) or interface.default_account_id
        return self._check_account(interface, remote, account.display_name, problems)

    @api.model
    def _get_rounding_account(self, interface, record, links, problems):
        """As `_get_account`, for the line that rounds a document to cash: the account its own is
        linked to, else the rounding account of the interface.
        """
        account = record.account_id
        remote = links.accounts.get(account.id) or interface.rounding_account_id
        if not remote:
            settings = (interface._name, interface.id)
            problems.append(Problem("rounding_unmapped", {"line": record.name or ""}, settings))
            return remote
        return self._check_account(interface, remote, account.display_name, problems)

    @api.model
    def _check_account(self, interface, remote, name, problems):
        settings = (interface._name, interface.id)
        values = {"account": name}
        if not remote:
            problems.append(Problem("account_unmapped", values, settings))
        elif not remote.active:
            values["code"] = remote.display_name
            problems.append(Problem("account_archived", values, settings))
        else:
            return remote
        return self.env["acct.link.account"]

    # === TAXES === #

    @api.model
    def _get_tax(self, interface, record, taxes, links, problems):
        """The tax code of a line: the one its taxes as they stand on it are linked to (one, a
        group, several together, none), else what the taxes within the group are linked to, else
        for a single tax the default of the interface. The rate always has to be that of the line.

        :param record: account.move.line
        :param taxes: account.tax on it
        :return: acct.link.tax, empty with the reason added to `problems`
        """
        key = ("tax", taxes._acct_link_key())
        if key not in links.found:
            found = self._find_tax(interface, record, taxes, links, problems)
            if not found:
                return found
            links.found[key] = found
        return links.found[key]

    @api.model
    def _find_tax(self, interface, record, taxes, links, problems):
        settings = (interface._name, interface.id)
        flat = taxes.flatten_taxes_hierarchy()
        remote = links.taxes.get(taxes._acct_link_key()) or links.taxes.get(flat._acct_link_key())
        if not remote and len(flat) < 2:
            remote = interface.default_tax_id
        name = " + ".join(taxes.mapped("name")) or self.env._("No tax")
        label = {"tax": name}
        line = {"line": (record.name or "").split("\n")[0]}
        rate = taxes._acct_link_rate()
        problem = None
        if rate is None:
            problem = Problem("tax_not_percent", label, ("account.tax", taxes[0].id))
        elif not remote and not taxes:
            problem = Problem("no_tax_unmapped", line, settings)
        elif not remote and len(flat) > 1:
            problem = Problem("several_taxes", {**line, "taxes": name}, settings)
        elif not remote:
            problem = Problem("tax_unmapped", label, settings)
        elif not remote.active:
            problem = Problem("tax_archived", {**label, "code": remote.display_name}, settings)
        elif float_compare(remote.rate, rate, precision_digits=4):
            values = {"code": remote.code, "rate": f"{rate:.6g}", "remote": f"{remote.rate:.6g}"}
            problem = Problem("tax_rate_differs", {**label, **values}, settings)
        if problem:
            problems.append(problem)
            return self.env["acct.link.tax"]
        return remote
