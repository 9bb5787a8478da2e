import math

from odoo import api, models


class AcctLinkRate(models.AbstractModel):
    """Which exchange rates Odoo has, and which it made up: where it finds none it counts one for
    one, where it finds later ones only, it takes the first of these (`res.currency._get_rates`).
    """

    _name = "acct.link.rate"
    _description = "Exchange Rates that are known"

    @api.model
    def _is_known(self, currency, company, day, found=None):
        """Whether a rate between a company's currency and another was entered for a day or before:
        for this company (branches have those of their root), or for all.

        Rates are told in a base currency, which needs none of its own: where the company's own
        currency has a rate other than 1, the other may be this base.

        :param found: dict that keeps what was read, for the documents of a chunk
        """
        home = company.currency_id
        if currency == home:
            return True
        found = {} if found is None else found
        key = ("first_rates", company.root_id)
        if key not in found:
            found[key] = self._read_first_days(company)
        first, first_of_home = found[key].get(currency.id), found[key].get(home.id)
        if first and first[0] <= day:
            return True
        return bool(first_of_home and first_of_home[1] and first_of_home[1] <= day)

    @api.model
    def _read_first_days(self, company):
        """:return: {id of a currency: (day of its first rate, that of its first other than 1)}"""
        Rate = self.env["res.currency.rate"].sudo()
        ours = [("company_id", "in", (False, company.root_id.id))]
        fields = (["currency_id"], ["name:min"])
        other = dict(Rate._read_group([*ours, ("rate", "!=", 1)], *fields))
        return {
            currency.id: (day, other.get(currency))
            for currency, day in Rate._read_group(ours, *fields)
        }

    @api.model
    def _is_made_up(self, move, found=None):
        """Whether the rate of a document is none that anybody entered, for its day or on it.

        A document keeps the rate of the moment when it was made: entered later, a rate does not
        reach it.

        :param move: account.move; :param found: as in `_is_known`
        """
        if move.currency_id == move.company_currency_id:
            return False
        rate, day = move.invoice_currency_rate, move._get_invoice_currency_rate_date()
        known = self._is_known(move.currency_id, move.company_id, day, found)
        if known and rate != 1:
            return False
        expected = move._get_expected_currency_rate_at(day)
        if math.isclose(rate, expected, rel_tol=1e-9):
            return not known
        return rate == 1

    @api.model
    def _get_currency(self, name):
        """:return: res.currency, an inactive one too: it is the document's own"""
        return (
            self.env["res.currency"]
            .with_context(active_test=False)
            .search([("name", "=", name)], limit=1)
        )
