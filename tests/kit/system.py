"""What the kit has to know of an accounting system: one subclass of `System` for each.

An adapter is the guide from the cases to a stand-in (`sandbox/NAME`) and an add-on: how the two are
connected, which call writes what, what its books hold. `systems/ledger.py` is the smallest.
"""

from dataclasses import dataclass, field
from typing import NamedTuple


class Call(NamedTuple):
    """Calls of one kind. `path` is a pattern from the start of the path; `contains` a text of the
    body, where one path serves several kinds.
    """

    method: str
    path: str
    contains: str = ""

    def fault(self, kind, **values):
        """:return: values of a fault of the stand-in that hits these calls"""
        return {"kind": kind, "method": self.method, "path": self.path,
                "contains": self.contains, **values}  # fmt: skip


@dataclass
class Books:
    """The books of one accounts file in the words of the kit.

    `documents`: {id, kind, number, contact_id, total, gone (voided or deleted)}; `contacts`:
    {id, name, active, role?}; `rows`: {id: row as the stand-in tells it} of everything in these
    books, to compare them to the letter.
    """

    documents: list = field(default_factory=list)
    contacts: list = field(default_factory=list)
    rows: dict = field(default_factory=dict)


class System:
    """What is empty here or does nothing may stay so; what raises NotImplementedError is written by
    each system.
    """

    name = ""  # SYSTEM=, and the folder of the stand-in in sandbox/
    title = ""  # as its maker calls it
    add_ons = ()  # what is installed
    connector = ""  # `acct.link.interface.connector`
    organisation = ""  # an accounts file of the stand-in, with the documents' currency
    branch_organisation = ""  # another one, of the currency AUD
    chunk = 1  # documents or contacts a call takes: `Capabilities.request_size`
    kinds = ()  # kinds of documents it takes, as in `lib/document`
    number_mates = ()  # kinds that share one sequence of numbers
    bills_repeat = True  # whether bills of two suppliers may have one number
    has_roles = False  # customers and suppliers are two lists: contacts have a `role`
    few = 8  # documents, at least as many as kinds: there is one of every kind then
    many = 200  # documents where it has to be many
    pace = 80  # ms that a call takes where others need time to act
    actions = 40  # of the people in a short soak

    to_try: dict[str, str] = {}
    """Fields of an interface whose accounts file is there to try it out."""

    pays = False  # whether payments come back from it
    has_expenses = False  # whether vendor bills may go as expenses

    # === CALLS === #

    writes: dict[str, Call] = {}
    """By what is written: "contacts", and each kind of document."""

    on_the_strict: tuple = ()
    """What of `writes` is played on the strict stand-in, too, where not every case is."""

    follow_ups: dict[str, Call] = {}
    """By operation, of those the cases play: "void", "attach"."""

    file_kind = "invoice"
    """Kind of the document that a file is attached to."""

    sign_in: Call | None = None
    """The call that renews a sign-in; None where there is none, as with a key that does not end."""

    lost_sign_in = False
    """Whether a renewal whose answer is lost ends the sign-in, so that a person repeats it."""

    sign_in_seconds = ""
    """Name of the stand-in's setting for how long a sign-in lasts."""

    pull_task = ""
    """Task that pulls payments and dies at the commit `die_at`; its soak then has `pay_everything`
    and `pull_to_the_end`."""

    after_sign_in = ()
    """(model, method) that is called next when a new sign-in has been kept."""

    @property
    def any_write(self):
        """:return: Call, whatever is written"""
        calls = self.writes.values()
        [method] = {call.method for call in calls}
        return Call(method, "|".join(f"(?:{path})" for path in {call.path for call in calls}))

    # === THE STAND-IN === #

    calm: dict = {}
    """Settings of the stand-in under which no limit is reached."""

    faults: dict[str, tuple[dict, bool]] = {}
    """Every kind of fault of the stand-in: {"kind, and what tells two of it apart": (values,
    whether something may have been written)}."""

    enums: dict[str, str] = {}
    """By what is written: the field of its answer that `unknown_enum` fills."""

    repairs: dict = {}
    """What a person has to do after a fault: {name as in `faults`, or pair of it and what is
    written: "sign in" or "retry"}."""

    nothing_to_warn_of: set = set()
    """(fault, what is written) that cannot come together."""

    secret_columns: dict[str, tuple] = {}
    """{table: columns} that hold secrets, and no others may."""

    guarded_fields: tuple = ()
    """Fields of the interface that a user of the link may not read."""

    guarded_actions: tuple = ()
    """Buttons of the interface that a user of the link may not press."""

    # === WITH WHAT THE STAND-IN SAYS === #

    def start(self, checks=True):
        """:return: a stage.standin.StandIn, in a process of its own
        :param checks: hold every call against the vendor's description, if there is one
        """
        from kit.stage.standin import StandIn

        return StandIn(self.name)

    def find_tenant(self, stand_in, organisation):
        """:return: the id of an accounts file, by its name"""
        [tenant] = [
            id_ for id_, each in stand_in.control("books").items() if each["name"] == organisation
        ]
        return tenant

    def read_books(self, books):
        """:param books: one accounts file of the stand-in's `books`; :return: Books"""
        raise NotImplementedError

    def wish_contact(self, name, email="", id=None):
        """:return: what the stand-in's bookkeeper is told who enters a contact"""
        raise NotImplementedError

    def add_contact(self, stand_in, tenant, name, email="", id=None):
        stand_in.control("bookkeeper", tenant=tenant, **self.wish_contact(name, email, id))

    def add_document(self, stand_in, tenant, kind, number, contact_id, total):
        """A person enters a document in the books, dated 30 January 2026."""
        raise NotImplementedError

    def read_file_sizes(self, books):
        """:return: [bytes] of the files that are attached to documents, in any order"""
        raise NotImplementedError

    def get_question(self, sent):
        """:return: Call that asks whether it is there, of what `writes` names"""
        return Call("GET", self.writes[sent].path)

    def limit(self, calls):
        """:return: settings of the stand-in: so many calls a minute and no more"""
        raise NotImplementedError

    def get_secrets(self, linked):
        """:return: texts that may stand in `secret_columns` and nowhere else"""
        return []

    def get_soak(self):
        """:return: class whose people also do what only this system's can"""
        from kit.soak import Soak

        return Soak

    # === WITH WHAT ODOO DOES === #

    def link(self, linked, company, tenant, **settings):
        """Make the interface of a company and link its codes, in a process of Odoo: see
        `stage.tasks.make_interface`, `link_codes`.

        :param linked: stage.fixture.Fixture; :param settings: fields of the interface
        """
        raise NotImplementedError

    def pay(self, stand_in, tenant, remote_id, reference):
        """Let the bookkeeper get the money for an invoice, where payments come back; see `pays`."""
        raise NotImplementedError

    def sign_in_again(self, linked, company, tenant):
        """What an administrator does when the books are new, or refused the sign-in."""

    def forget(self, linked):
        """Remove what an earlier case left in tables of the connector's own."""

    def check_again(self, linked):
        """Anything else that has to hold after a write, whatever became of it: that a pull takes
        none of ours for another's.
        """
