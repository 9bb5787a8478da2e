from dataclasses import dataclass, field

from odoo import api, models
from odoo.tools import float_compare

from ...lib.exchange import Capabilities
from ...lib.problem import Problem


@dataclass
class MappingCache:
    """What stands for what at an interface, read once for a chunk of documents. Keys are ids of
    Odoo's records, but for the taxes (`account.tax._acct_link_key`) and the currencies' names.
    Per-document flags, computed once per chunk: `parked`, `elsewhere` (their office uses another
    interface) and `foreign` (not in the currency of the books) are ids of them.
    `for_bills` is set for one document after another: the chunk of a check holds both sides.
    """

    capabilities: Capabilities
    accounts: dict = field(default_factory=dict)
    purchase_accounts: dict = field(default_factory=dict)  # where the two sides are kept apart
    taxes: dict = field(default_factory=dict)
    products: dict = field(default_factory=dict)  # rows, of which the side says which account
    categories: dict = field(default_factory=dict)
    themes: dict = field(default_factory=dict)
    currencies: frozenset = frozenset()
    parked: set = field(default_factory=set)
    elsewhere: set = field(default_factory=set)
    foreign: set = field(default_factory=set)
    for_bills: bool = False
    keys: dict = field(default_factory=dict)  # of the documents, by which their contacts are found
    cache: dict = field(default_factory=dict)  # results that were found for an earlier line
    added: dict = field(default_factory=dict)  # what other add-ons read, by their names
    stored_amounts: dict = field(default_factory=dict)  # see `acct.link.document.booked`

    def get_linked(self, account):
        """:return: acct.link.account that an account.account is linked to on this side, or None"""
        apart = self.for_bills and self.capabilities.uses_apart
        return (self.purchase_accounts if apart else self.accounts).get(account.id)


class AcctLinkDocumentCode(models.AbstractModel):
    """Which codes of the accounting system a line gets."""

    _name = "acct.link.document.code"
    _description = "Codes of the Lines that are sent"

    @api.model
    def _get_mappings(self, interface, moves):
        """:param moves: account.move, the chunk; :return: MappingCache"""
        ours = [("interface_id", "=", interface.id)]
        accounts = self.env["acct.link.account.map"].search_fetch(ours, order="id")
        taxes = self.env["acct.link.tax.map"].search_fetch(ours, order="id")
        products = self.env["acct.link.product.map"].search_fetch(ours)
        capabilities = interface._connector()._capabilities(interface)
        mappings = MappingCache(
            capabilities=capabilities,
            accounts={row.account_id.id: row.remote_account_id for row in accounts},
            purchase_accounts={
                row.account_id.id: row.link_purchase_account_id
                for row in accounts
                if capabilities.uses_apart
            },
            taxes={row.tax_key or "": row.remote_tax_id for row in taxes},
            products={row.product_tmpl_id.id: row for row in products if row.product_tmpl_id},
            categories={row.categ_id.id: row for row in products if row.categ_id},
        )
        if "themes" in capabilities.pulls:
            journals = self.env["acct.link.theme.map"].search_fetch(ours)
            mappings.themes = {row.journal_id.id: row.remote_theme_id for row in journals}
        self._add_apart(interface, moves, mappings)
        if mappings.foreign:
            mappings.currencies = frozenset(interface.currency_ids.mapped("code"))
        return mappings

    @api.model
    def _add_apart(self, interface, moves, mappings):
        """Which documents are set apart, see `MappingCache`."""
        mappings.parked.update(moves.acct_link_parking_ids.move_id.ids)
        for company, some in moves.grouped("company_id").items():
            if company._get_acct_link_interface() != interface:
                mappings.elsewhere.update(some.ids)
            books = interface._get_books_currency(company)
            if some.currency_id.mapped("name") != [books]:
                foreign = some.filtered(lambda move, name=books: move.currency_id.name != name)
                mappings.foreign.update(foreign.ids)

    # === ACCOUNTS === #

    @api.model
    def _get_account(self, interface, base_line, mappings, problems):
        """The account of a line. The first of these that is there counts:

        1. the account chosen on the line (`account.move.line.acct_link_account_id`)
        2. the link of its product
        3. the link of the product's category, or of the nearest one above that has a link
        4. the link of its account in Odoo; of a price that is nothing but tax, that of the tax
        5. the default account of the interface, for sales or for bills

        :return: acct.link.account, empty with the reason added to `problems`
        """
        record, account = base_line["record"], base_line["account_id"]
        chosen = record.acct_link_account_id or self._get_product_account(record, mappings)
        if chosen:
            return self._check_account(interface, chosen, account, mappings, problems)
        if base_line["tax_ids"]._acct_link_is_whole():
            account = base_line["tax_ids"]._acct_link_account(record.move_id) or account
            return self._check_account(
                interface, mappings.get_linked(account), account, mappings, problems
            )
        key = ("account", account.id, mappings.for_bills)
        if key not in mappings.cache:
            default = interface._get_default_account(mappings.for_bills)
            remote = mappings.get_linked(account) or default
            found = self._check_account(interface, remote, account, mappings, problems)
            if not found:
                return found
            mappings.cache[key] = found
        return mappings.cache[key]

    @api.model
    def _get_product_account(self, record, mappings):
        """:return: acct.link.account that the line's product is linked to, else empty or None"""
        if not (mappings.products or mappings.categories):
            return None
        product = record.product_id
        row = mappings.products.get(product.product_tmpl_id.id)
        found = row and row._get_account(mappings.for_bills)
        category = product.categ_id
        while not found and category:
            row = mappings.categories.get(category.id)
            found = row and row._get_account(mappings.for_bills)
            category = category.parent_id
        return found

    @api.model
    def _get_rounding_account(self, interface, record, mappings, problems):
        """As `_get_account`, for the line that rounds a document to cash: the account its own is
        linked to, else the rounding account of the interface.
        """
        account = record.account_id
        remote = mappings.get_linked(account) or interface.rounding_account_id
        if not remote:
            settings = (interface._name, interface.id)
            problems.append(Problem("rounding_unmapped", {"line": record.name or ""}, settings))
            return remote
        return self._check_account(interface, remote, account, mappings, problems)

    @api.model
    def _check_account(self, interface, remote, account, mappings, problems):
        """:return: acct.link.account, empty with the reason added to `problems`"""
        for_bills = mappings.for_bills
        is_one = remote and remote.active and remote.interface_id == interface
        fits = not mappings.capabilities.uses_apart or not remote or remote._is_for(for_bills)
        if is_one and fits:
            return remote
        settings = (interface._name, interface.id)
        values = {"account": account.display_name}
        word = interface._get_account_word(for_bills)
        if not remote and word:
            problems.append(Problem("item_unmapped", {**values, "word": word}, settings))
        elif not remote:
            problems.append(Problem("account_unmapped", values, settings))
        elif remote.interface_id != interface:
            problems.append(Problem("code_of_other_file", {"code": remote.display_name}))
        else:
            code = "account_archived" if fits else "account_of_other_side"
            values["code"] = remote.display_name
            problems.append(Problem(code, values, settings))
        return self.env["acct.link.account"]

    # === TAXES === #

    @api.model
    def _get_tax(self, interface, record, taxes, mappings, problems):
        """The tax code of a line. The first of these that is there counts; its rate always has to
        be that of the line.

        1. the tax code chosen on the line (`account.move.line.acct_link_tax_id`)
        2. the link of its taxes as they stand on it: one, a group, several together, none (bills
           may have a link of their own for none)
        3. the link of the taxes that the group on it is made of
        4. for one tax or none, the default tax code of the interface, for sales or for bills

        :param record: account.move.line
        :param taxes: account.tax on it
        :return: acct.link.tax, empty with the reason added to `problems`
        """
        key = ("tax", taxes._acct_link_key(), record.acct_link_tax_id.id, mappings.for_bills)
        if key not in mappings.cache:
            found = self._find_tax(interface, record, taxes, mappings, problems)
            if not found:
                return found
            mappings.cache[key] = found
        return mappings.cache[key]

    @api.model
    def _find_tax(self, interface, record, taxes, mappings, problems):
        settings = (interface._name, interface.id)
        flat = taxes.flatten_taxes_hierarchy()
        none_of_bills = interface.no_purchase_tax_id if mappings.for_bills and not taxes else None
        remote = (
            record.acct_link_tax_id
            or none_of_bills
            or mappings.taxes.get(taxes._acct_link_key())
            or mappings.taxes.get(flat._acct_link_key())
        )
        is_whole = taxes._acct_link_is_whole()
        if not remote and len(flat) < 2 and not is_whole:
            remote = interface._get_default_tax(mappings.for_bills)
        name = " + ".join(taxes.mapped("name")) or self.env._("No tax")
        label = {"tax": name}
        line = {"line": (record.name or "").split("\n")[0]}
        rate = 0.0 if is_whole else taxes._acct_link_rate()
        problem = None
        if is_whole and not mappings.capabilities.tax_as_amount:
            problem = Problem("tax_is_whole", label, ("account.tax", taxes[0].id))
        elif rate is None:
            problem = Problem("tax_not_percent", label, ("account.tax", taxes[0].id))
        elif remote and remote.interface_id != interface:
            problem = Problem("code_of_other_file", {"code": remote.display_name})
        elif not remote or not remote.active:
            problem = self._explain_unlinked(interface, remote, taxes, line, name, mappings)
        elif mappings.for_bills and remote._is_for_sales_only():
            problem = Problem("tax_of_sales", {**label, "code": remote.display_name}, settings)
        elif not remote.any_rate and float_compare(remote.rate, rate, precision_digits=4):
            values = {
                "code": remote._get_label(),
                "rate": f"{rate:.6g}",
                "remote": f"{remote.rate:.6g}",
            }
            problem = Problem("tax_rate_differs", {**label, **values}, settings)
        if problem:
            problems.append(problem)
            return self.env["acct.link.tax"]
        return remote

    @api.model
    def _explain_unlinked(self, interface, remote, taxes, line, name, mappings):
        """:param remote: acct.link.tax that is not in use any more, or empty
        :param line: values that name it; name: that of its taxes

        :return: Problem of taxes, or none, that no code stands for
        """
        settings = (interface._name, interface.id)
        if not taxes and not remote:
            return Problem("no_tax_unmapped", line, settings)
        connector = interface._connector()
        if taxes and (
            problem := connector._explain_no_tax_code(interface, mappings.for_bills, name)
        ):
            return problem
        if remote:
            values = {"tax": name, "code": remote.display_name}
            return Problem("tax_archived", values, settings)
        if len(taxes.flatten_taxes_hierarchy()) > 1:
            return Problem("several_taxes", {**line, "taxes": name}, settings)
        return Problem("tax_unmapped", {"tax": name}, settings)

    # === WHAT ELSE A LINE BELONGS TO === #

    @api.model
    def _get_parts(self, interface, base_line, line, included, mappings, problems):
        """The line in parts, where an add-on divides it.

        :param line: Line, None where it has problems; :param included: whether its price is with
            tax
        :return: [Line]; what keeps it from leaving is added to `problems`
        """
        return [line] if line else []

    @api.model
    def _get_document_tracking(self, mappings, problems):
        """:return: as `Document.tracking`; why lines do not go together is added to `problems`"""
        return ()
