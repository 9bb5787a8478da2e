"""What can be wrong with a sign-in."""

from odoo.addons.acct_link_batch.lib import catalogue
from odoo.addons.acct_link_batch.lib.catalogue import repair
from odoo.addons.acct_link_batch.lib.catalogue.entry import Entry, _lt

SIGN_IN = {
    "database_copied": Entry(
        _lt("This database is a copy of the one that signed in to %(system)s."),
        _lt("Sign in from this database only if it shall really write to those books."),
    ),
    "app_refused": Entry(
        _lt("%(system)s does not know this app (%(message)s)."),
        _lt("Check client id and client secret on the interface."),
    ),
    "address_refused": Entry(
        _lt("%(address)s is not a safe address for %(system)s."),
        _lt("Enter an address that begins with https:// in the interface settings."),
    ),
    "file_swapped": Entry(
        _lt(
            "The app is connected to “%(theirs)s” now, and this interface belongs to “%(ours)s”: "
            "nothing was sent."
        ),
        _lt("Connect the app to that accounts file again, or make a new interface."),
    ),
    "not_connected": Entry(
        _lt("The interface is not connected to an accounts file."),
        _lt("Connect it in the interface settings."),
    ),
    "secret_key_missing": Entry(
        _lt("The sign-in of this interface is encrypted and its key is not on this server."),
        _lt(
            "Set ACCT_LINK_SECRET_KEY in the server's environment to the key of before; or enter "
            "the secrets of the app anew and sign in again."
        ),
    ),
    "secret_key_unusable": Entry(
        _lt("ACCT_LINK_SECRET_KEY in the server's environment is no Fernet key."),
        _lt("Set it to the key of before, or to a new one (see the README), and restart Odoo."),
    ),
}

catalogue.add("acct_link_oauth", SIGN_IN)
repair.add(
    # That of an app that was given to other books is put right there.
    places=dict.fromkeys(SIGN_IN.keys() - {"file_swapped"}, repair.INTERFACE),
    readers=dict.fromkeys(
        ("address_refused", "secret_key_missing", "secret_key_unusable"), repair.SYSTEM
    ),
    pages={"app_refused": ("app", ""), "address_refused": ("technical", "")},
)
