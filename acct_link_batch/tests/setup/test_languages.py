"""Who works in another language reads the link in it."""

import polib

from odoo.tests import new_test_user, tagged
from odoo.tools.misc import file_path

from ...lib.problem import Problem
from ..common import AcctLinkCommon

BATCH_LINE = "acct.link.batch.line"


@tagged("post_install", "-at_install")
class TestLanguages(AcctLinkCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.env["ir.module.module"]._load_module_terms(["acct_link_batch"], ["fr_FR"])
        groups = "acct_link_batch.group_acct_link_user,account.group_account_invoice"
        cls.clerk = new_test_user(cls.env, "french clerk", groups, lang="fr_FR")

    def _as_clerk(self, record):
        return record.with_user(self.clerk).with_context(lang=self.clerk.lang)

    def _read_translations(self):
        path = file_path("acct_link_batch/i18n/fr.po")
        return {entry.msgid: entry.msgstr for entry in polib.pofile(path)}

    def test_problem_is_told_in_the_language_of_its_reader(self):
        line = self._upload(self._invoice())
        problem = Problem("not_posted", {"number": "INV/1"})
        english = line._format_problem(problem, "text")
        french = self._as_clerk(line)._format_problem(problem, "text")
        template = self._read_translations()["%(number)s is not posted."]
        self.assertEqual(french, template % {"number": "INV/1"})
        self.assertNotEqual(french, english)

    def test_screen_speaks_the_language_of_its_reader(self):
        arch = self._as_clerk(self.env[BATCH_LINE]).get_view(view_type="list")["arch"]
        english = self.env[BATCH_LINE].get_view(view_type="list")["arch"]
        self.assertIn('string="Retry"', english)
        self.assertNotIn('string="Retry"', arch)
