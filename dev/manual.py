"""The page of the manual that is made from the catalogue of Problems.

python dev/manual.py
    Writes docs/when-something-fails.md. tests/house/test_manual.py holds the page to the catalogue.
"""

import importlib
import pathlib
import sys

import odoo.init  # noqa: F401  (before anything else of Odoo)

import odoo.addons

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "when-something-fails.md"

if str(ROOT) not in odoo.addons.__path__:
    odoo.addons.__path__.append(str(ROOT))

from odoo.addons.acct_link_batch.lib import catalogue  # noqa: E402
from odoo.addons.acct_link_batch.lib.catalogue import repair  # noqa: E402
from odoo.addons.acct_link_batch.lib.catalogue.entry import ERROR  # noqa: E402

# What each add-on puts into the catalogue, the core first.
MODULES = [
    catalogue,
    *(
        importlib.import_module(f"odoo.addons.{path.parents[1].name}.lib.problems")
        for path in sorted(ROOT.glob("acct_link_*/lib/problems.py"))
    ),
]

INTRODUCTION = """\
# When something fails

Every sentence that the link says when something is wrong, and what to do. Made from the catalogue
that the add-ons speak from (`make manual`), so it says what the screens say.

**Where you meet it.** A batch shows what failed first: open the line, or the invoice. The dashboard
and the interface say what stops a whole upload. *Check* says most of it before anything is sent.

**What to do, always.** Read the sentence, do what stands beside it, press *Retry*. Nothing is sent
twice by that. The wrench opens the record to correct; the last column says which. A **remark**
stops nothing. What “nothing to do” says goes on by itself.

*Xero* stands for the name of your accounting system; words in italics for what is true of your
document. Words of the accounting system that the link does not know are shown as they came, under
“refused”.
"""

# (part of the catalogue, heading, who looks here), in the order of the page.
GROUPS = (
    ("document", "The document", "Its number, date, currency, lines or reference."),
    ("contact", "The customer and its contact", "Who it is for, and who that is in the books."),
    ("contact_there", "The contact in Xero", "It is put right there."),
    ("merged", "Customers that were merged", "*Customers to Match* asks for them."),
    ("similar", "Customers much like a contact there", "Where the interface asks before it adds."),
    ("expense", "Expenses", "Bills that are paid at once, where the books take them so."),
    ("reference", "References, jobs and claim numbers", "What a document is for."),
    ("setup", "Accounts, taxes and other links", "What the accountant sets up once."),
    ("tracking", "Tracking categories", "Analytic accounts, and what stands for them there."),
    ("addition", "Options that are added", "By the upload, or when a user asks for it."),
    ("term", "Payment terms", "Where the books keep a list of them."),
    ("item", "Items", "Where lines name items of the books."),
    ("release", "Release by a second person", "Where a batch waits for another user."),
    ("answer", "What the accounting system says of a document", "It was sent, and answered."),
    ("sign_in", "Signing in", "The app, the accounts file, and the key of the secrets."),
    ("run", "What stops an upload, or lets it wait", "Sign-in, limits, connection."),
    ("pay_sheet", "Timesheets for the payroll", "The pay sheet, and the payroll's answers."),
    ("payroll", "Xero Payroll", "What Xero's payroll refuses."),
    ("operation", "Follow-ups", "Void, update, set off, attach: after the upload."),
    ("incoming", "Payments and bills that come back", "*Payments* and *Bills* list them."),
    ("company", "The company in QuickBooks Online", "What stops it as a whole."),
    ("quickbooks", "QuickBooks Online", "What only QuickBooks Online says of a document."),
    ("myob_file", "The company file in MYOB", "What stops it as a whole."),
    ("myob", "MYOB", "What only MYOB says of a document."),
    ("file", "Import files", "Where the books are reached by a file."),
    ("format", "Formats of import files", "For whoever writes or changes a format."),
)
# Whose words a part is in, where it is of one accounting system.
SYSTEMS = dict.fromkeys(("company", "quickbooks"), "QuickBooks Online")
OPENS = {
    repair.DOCUMENT_ITSELF: "the document",
    repair.CUSTOMER: "the customer",
    repair.CONTACT_THERE: "the contact there",
    repair.MATCH: "Customers to Match",
    repair.INTERFACE: "the interface",
    "": "–",
}
# How values are named on the page, where the catalogue's own name says too little.
WORDS = {
    "attempts": "several",
    "books": "currency of the books",
    "count": "several",
    "full": "whole reference",
    "key": "name",
    "kind": "kind of document",
    "left": "number",
    "lines": "sum",
    "makers": "who made it",
    "message": "its own words",
    "open": "amount",
    "others": "other documents",
    "remote": "rate there",
    "rows": "sum",
    "size": "number",
    "until": "time",
}


class _Values(dict):
    """What a sentence names, in italics."""

    def __missing__(self, name):
        return f"*{WORDS.get(name, name.replace('_', ' '))}*"


def list_parts():
    """:return: {name of a part of the catalogue: {code: Entry}}, each code once"""
    return {
        name.lower(): part
        for module in MODULES
        for name, part in vars(module).items()
        if name.isupper() and isinstance(part, dict) and name != "CATALOGUE"
    }


def sentence(text, system="Xero"):
    """A sentence of the catalogue as the page shows it."""
    return (text % _Values(system=system)).replace("|", "\\|")


def row(code, entry, system):
    is_remark = entry.level != ERROR
    says = f"{'**Remark.** ' if is_remark else ''}{sentence(entry.text, system)}"
    return f"| {says} | {sentence(entry.cure, system)} | {OPENS[repair.where(code)]} |"


def page():
    """:return: the whole page"""
    left = {code for part in list_parts().values() for code in part}
    parts = [INTRODUCTION]
    for name, heading, who in GROUPS:
        some = list_parts()[name]
        left -= some.keys()
        system = SYSTEMS.get(name, "Xero")
        table = [row(*item, system) for item in some.items()]
        lines = ["| It says | What to do | Opens |", "|---|---|---|", *table]
        parts.append("\n".join([f"## {heading}", "", who, "", *lines, ""]))
    if left:
        sys.exit(f"manual: in no group of dev/manual.py: {', '.join(sorted(left))}")
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page())
