"""What can be wrong with the set-up: links of accounts and taxes, and settings."""

from .entry import Entry, _lt

SETUP = {
    "file_changed": Entry(
        _lt("%(file)s in %(system)s now has %(now)s; before it had %(before)s."),
        _lt(
            "Look whether it is the accounts file that is meant, then press “It Is the Right One” "
            "on the interface; else sign in to the right one."
        ),
    ),
    "account_unmapped": Entry(
        _lt("The account %(account)s is not linked to an account in %(system)s yet."),
        _lt("Link it in the interface settings under Accounts, then retry."),
    ),
    "item_unmapped": Entry(
        _lt("The account %(account)s is not linked to an entry of “%(word)s” in %(system)s yet."),
        _lt("Link it in the interface settings under Accounts, then retry."),
    ),
    "account_of_other_side": Entry(
        _lt(
            "The account %(account)s is to go to “%(code)s”, which %(system)s does not take on "
            "this kind of document."
        ),
        _lt(
            "Choose another one in the interface settings: sales and bills have links, and "
            "defaults, of their own. What was chosen for a product or on the line comes first."
        ),
    ),
    "account_archived": Entry(
        _lt("The account %(account)s is linked to %(code)s, which is archived in %(system)s."),
        _lt("Link it to another account in the interface settings, then retry."),
    ),
    "rounding_unmapped": Entry(
        _lt("“%(line)s” rounds the total to cash, and no account is chosen for that."),
        _lt("Choose the rounding account in the interface settings under Content, then retry."),
    ),
    "code_of_other_file": Entry(
        _lt("A line has the code %(code)s, which is of another accounts file."),
        _lt("Reset the document to draft, choose another code on the line, or none; then retry."),
    ),
    "theme_archived": Entry(
        _lt(
            "The journal %(journal)s has the layout “%(theme)s”, which no longer exists in "
            "%(system)s."
        ),
        _lt("Choose another one in the interface settings under Content, then retry."),
    ),
    "account_missing_on_line": Entry(
        _lt("The line “%(line)s” has no account."),
        _lt(
            "Choose an account on the line, or have a manager choose a default account in the "
            "interface settings."
        ),
    ),
    "tax_unmapped": Entry(
        _lt("The tax “%(tax)s” is not linked to a tax code in %(system)s yet."),
        _lt("Link it in the interface settings under Taxes, then retry."),
    ),
    "no_tax_unmapped": Entry(
        _lt(
            "The line “%(line)s” has no tax, and “no tax” is not linked to a tax code in "
            "%(system)s yet."
        ),
        _lt("Link “no tax” in the interface settings under Taxes, then retry."),
    ),
    "tax_not_percent": Entry(
        _lt("The tax “%(tax)s” is not simply a percentage of the price."),
        _lt(
            "Use a percentage, or enter the document in %(system)s by hand and mark it as already "
            "in the books."
        ),
    ),
    "tax_is_whole": Entry(
        _lt(
            "With the tax “%(tax)s” the whole price is tax, as of imported goods; that cannot be "
            "sent to %(system)s."
        ),
        _lt("Enter the document in %(system)s by hand and mark it as already in the books."),
    ),
    "tax_archived": Entry(
        _lt("The tax “%(tax)s” is linked to %(code)s, which is not in use in %(system)s any more."),
        _lt("Link it to another tax code in the interface settings, then retry."),
    ),
    "tax_rate_differs": Entry(
        _lt("The tax “%(tax)s” has %(rate)s %%, its tax code %(code)s has %(remote)s %%."),
        _lt(
            "Link it to a tax code with the same rate, then retry. If %(system)s has none, enter "
            "the document there by hand and mark it as already in the books."
        ),
    ),
    "tax_not_for_account": Entry(
        _lt("The tax code %(code)s cannot be used with the account %(account)s in %(system)s."),
        _lt("Link the tax or the account to one that go together, then retry."),
    ),
    "tax_of_sales": Entry(
        _lt("The tax %(tax)s of a bill is linked to %(code)s, which is for sales in %(system)s."),
        _lt("Link it to a tax code of purchases in the interface settings, then retry."),
    ),
    "bills_not_sent": Entry(
        _lt("%(number)s is a bill, and %(interface)s does not send bills any more."),
        _lt(
            "Remove it from the batch, or have an administrator switch bills on in the interface "
            "settings."
        ),
    ),
    "url_refused": Entry(
        _lt("%(system)s does not take links to this Odoo: %(url)s."),
        _lt("Set the system parameter web.base.url to an address that %(system)s takes."),
    ),
}
