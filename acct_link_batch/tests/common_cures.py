"""Every cure of an add-on's problems can be followed by whoever reads it: what it names is there,
and the reader may do it, or is told whom to ask. Each add-on that registers problems tests its own.
"""

import re

from lxml import etree

from odoo.tests import new_test_user

from ..lib.catalogue import CATALOGUE, repair
from ..lib.problem import Problem
from ..models.base.problem_mixin import RIGHTS

USER = "acct_link_batch.group_acct_link_user"
MANAGER = "acct_link_batch.group_acct_link_manager"
ADMINISTRATOR = "acct_link_batch.group_acct_link_administrator"
BATCH_LINE = "acct.link.batch.line"
INTERFACE = "acct.link.interface"

# What cures tell people to press, and where a button for it has to be: [(model, methods)].
BUTTONS = {
    r"\bretry\b": [(BATCH_LINE, "action_retry")],
    r"(?i)\bremove (it|the document) from": [(BATCH_LINE, "action_remove")],
    r"\bPull the code lists": [(INTERFACE, "action_pull_codes")],
}
# What they call by its name, as it stands on the screen, and on which model.
NAMES = {
    "Update in the Books": BATCH_LINE,
    "Pull Code Lists": INTERFACE,
    "Suggest Links": INTERFACE,
    "Content": INTERFACE,
    "It Is the Right One": INTERFACE,
    "Never Send to the Books": "res.partner",
    "Was it imported?": "acct.link.batch",
    "Read Contacts": "acct.link.match",
    "Park": "acct.link.batch.line",
    "Remove from Batch": "acct.link.batch.line",
}
# Pages of the interface that are named without quotes: "in the interface settings under Taxes".
PAGES = r"\bunder (Accounts|Taxes|Content|Tracking|Pull|Payments)\b"
# What is no name of a screen.
WORDS = {"no tax", "like", "setting"}


class CuresMixin:
    """`module`: the add-on whose problems they are; `buttons`, `names`: as BUTTONS, NAMES; `least`:
    so many buttons are tried at least, and so many cures are told with whom to ask.
    """

    # Odoo's runner passes over what is inherited, else.
    allow_inherited_tests_method = True

    module = "acct_link_batch"
    buttons = BUTTONS
    names = NAMES
    least = (80, 20)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.readers = {
            "clerk": new_test_user(cls.env, "cure clerk", f"{USER},account.group_account_invoice"),
            "manager": new_test_user(cls.env, "cure manager", MANAGER),
            "administrator": new_test_user(cls.env, "cure administrator", ADMINISTRATOR),
        }
        cls.arches = {}

    def _get_entries(self):
        """:return: {code: Entry} of this add-on's problems"""
        found = {code: e for code, e in CATALOGUE.items() if e.module == self.module}
        self.assertTrue(found)
        return found

    def _arch(self, reader, model):
        """All forms, lists and kanbans of a model as this reader is sent them."""
        key = reader, model
        if key not in self.arches:
            views = self.env["ir.ui.view"].sudo().search(
                [("model", "=", model), ("type", "in", ("form", "list", "kanban")),
                 ("mode", "=", "primary")]
            )  # fmt: skip
            Model = self.env[model].with_user(self.readers[reader])
            self.arches[key] = [
                etree.fromstring(Model.get_view(view.id, view.type)["arch"])
                for view in views
                if not view.group_ids or view.group_ids & self.readers[reader].all_group_ids
            ]
        return self.arches[key]

    def _has(self, reader, model, path):
        return any(arch.xpath(path) for arch in self._arch(reader, model))

    def _readers_of(self, code):
        """Those who are told to do it themselves."""
        who = repair.who(code)
        if who == repair.MANAGER:
            return ["manager", "administrator"]
        if who == repair.ADMINISTRATOR:
            return ["administrator"]
        return [] if who in RIGHTS else ["clerk", "manager", "administrator"]

    def _cure(self, code, reader):
        line = self.env[BATCH_LINE].new({"interface_id": self.interface.id})
        return line.with_user(self.readers[reader]).sudo()._format_problem(Problem(code), "cure")

    def test_whoever_may_not_follow_a_cure_is_told_whom_to_ask(self):
        asked = 0
        for code in self._get_entries():
            who = repair.who(code)
            for reader, user in self.readers.items():
                model, operation = RIGHTS.get(who, (BATCH_LINE, "read"))
                may = self.env[model].with_user(user).has_access(operation)
                told = self._cure(code, reader).startswith("Ask ")
                own = CATALOGUE[code].cure.startswith("Ask ")
                with self.subTest(code=code, reader=reader):
                    self.assertEqual(told, own or not may)
                    asked += told and not own
        self.assertGreater(asked, self.least[1])

    def test_what_not_everybody_may_write_is_asked_of_whoever_may(self):
        """A cure that speaks of the interface's settings is for whoever may write them, or says
        what others can do.
        """
        for code, entry in self._get_entries().items():
            if code.startswith("format_") or not re.search(
                r"interface settings|on the interface|under (Accounts|Taxes|Tracking)|code lists",
                entry.cure,
            ):
                continue
            with self.subTest(code=code):
                helped = re.search(r"have (an administrator|a manager)", entry.cure)
                helped = helped or repair.who(code) in RIGHTS
                own_way = re.search(r"\bor (let|set|link|switch|correct)\b|\bor choose", entry.cure)
                self.assertTrue(helped or own_way, entry.cure)

    def test_buttons_of_cures_are_on_the_screen_of_their_readers(self):
        tried = 0
        for code, entry in self._get_entries().items():
            for pattern, buttons in self.buttons.items():
                if not re.search(pattern, entry.cure):
                    continue
                for reader in self._readers_of(code):
                    for model, method in buttons:
                        with self.subTest(code=code, reader=reader, method=method):
                            self.assertTrue(self._has(reader, model, f"//button[@name='{method}']"))
                            tried += 1
        self.assertGreater(tried, self.least[0])

    def test_names_in_cures_are_those_on_the_screen(self):
        for code, entry in self._get_entries().items():
            quoted = re.findall("“([^”%]+)”", entry.cure)
            for name in {name.strip(".") for name in quoted} - WORDS:
                self.assertIn(name, self.names, f"{code}: {entry.cure}")
                with self.subTest(code=code, name=name):
                    self.assertTrue(self._is_shown(self.names[name], name), entry.cure)
            for page in re.findall(PAGES, entry.cure):
                path = f"//page[@string='{page}'] | //group[@string='{page}']"
                with self.subTest(code=code, page=page):
                    self.assertTrue(self._has("administrator", INTERFACE, path), entry.cure)

    def _is_shown(self, model, name):
        path = f"//*[@string='{name}' or @title='{name}' or normalize-space(text())='{name}']"
        labels = {field.string: each for each, field in self.env[model]._fields.items()}
        if name in labels and self._has("administrator", model, f"//field[@name='{labels[name]}']"):
            return True
        actions = self.env["ir.actions.actions"].sudo().search([("name", "=", name)])
        return bool(actions) or self._has("administrator", model, path)

    def test_the_records_of_cures_can_be_opened_by_their_readers(self):
        line = self._upload(self._invoice())
        for code in self._get_entries():
            for reader, user in self.readers.items():
                record = line._get_repair_record(Problem(code))
                if record:
                    with self.subTest(code=code, reader=reader):
                        self.assertTrue(record.with_user(user).has_access("read"))

    def test_what_cures_ask_of_documents_a_clerk_may_do(self):
        codes = [c for c in self._get_entries() if repair.where(c) == repair.DOCUMENT_ITSELF]
        clerk = self.readers["clerk"]
        self.assertTrue(self.env["account.move"].with_user(clerk).has_access("write"), codes)

    def test_what_cures_change_on_customers_is_asked_of_whoever_may(self):
        for code, entry in self._get_entries().items():
            if re.search(r"^(Give the|Give each|Correct the) (customer|supplier)", entry.cure):
                self.assertEqual(repair.who(code), repair.CONTACTS, code)
