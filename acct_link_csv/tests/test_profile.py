"""File formats in the form: shipped ones stay, copies are edited, nonsense is refused in words."""

import io

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger
from odoo.tools.translate import trans_export

from ..lib import catalogue
from .common import CsvCommon

GROUPS = {
    "outsider": "base.group_user",
    "invoicing": "account.group_account_invoice",
    "clerk": "acct_link_batch.group_acct_link_user",
    "manager": "acct_link_batch.group_acct_link_manager",
    "administrator": "acct_link_batch.group_acct_link_administrator",
}
MODELS = ("acct.link.csv.profile", "acct.link.csv.column", "acct.link.csv.setting")


@tagged("post_install", "-at_install")
class TestProfile(CsvCommon):
    def _copy(self, key="xero_invoices_29"):
        action = self._shipped(key).action_copy()
        return self.env["acct.link.csv.profile"].browse(action["res_id"])

    def test_every_shipped_format_is_there_and_the_same_when_put_together_again(self):
        for key, format_ in catalogue.load().items():
            with self.subTest(key=key):
                profile = self._shipped(key)
                self.assertEqual(profile._get_format(), format_)
                copy = self._copy(key)
                same = copy._get_format()
                for name in ("files", "customers", "suppliers", "number", "settings", "totals"):
                    self.assertEqual(getattr(same, name), getattr(format_, name), name)
                self.assertTrue(profile.confidence_text)

    def test_update_brings_shipped_formats_back(self):
        profile = self._shipped("xero_invoices_29").sudo()
        profile = profile.with_context(acct_link_csv_shipped=True)
        count = len(profile.column_ids)
        profile.column_ids[0].unlink()
        profile.write({"description": {**profile.description, "system": "Other"}})
        self.env["acct.link.csv.profile"].sudo()._load_shipped()
        self.assertEqual(len(profile.column_ids), count)
        self.assertEqual(profile.system, "Xero")

    def test_shipped_format_is_not_edited(self):
        profile = self._shipped("xero_invoices_29")
        for call in (
            lambda: profile.write({"separator": ";"}),
            lambda: profile.column_ids[0].write({"header": "x"}),
            lambda: profile.column_ids[0].unlink(),
            profile.unlink,
            lambda: self.env["acct.link.csv.profile"].create({"name": "From nothing"}),
        ):
            with self.assertRaises(UserError):
                call()

    def test_copy_is_changed_in_the_form_and_the_file_follows(self):
        profile = self._copy()
        with Form(profile) as form:
            form.name = "Our own"
            form.separator = ";"
            form.date_format = "YYYY-MM-DD"
            with form.column_ids.edit(0) as column:
                column.header = "Who"
        first, second = profile.column_ids.sorted("sequence")[:2]
        first.sequence, second.sequence = second.sequence, first.sequence
        profile.write({"name": "Ours"})
        self.interface.csv_profile_id = profile
        file = self._upload(self._invoice()).file_id
        header, row = self._bytes(file).decode().split("\r\n")[:2]
        self.assertEqual(header.split(";")[:2], ["EmailAddress", "Who"])
        self.assertIn(";2026-10-05;", row)
        self.assertIn(";Kea Farms;", row)

    def test_added_and_removed_columns(self):
        profile = self._copy()
        record = profile.column_ids[0].record
        with Form(profile) as form:
            with form.column_ids.new() as column:
                column.record = record
                column.header = "Branch"
                column.fixed = "Nelson"
            form.column_ids.remove(1)
        [spec] = profile._get_format().files[0].records
        self.assertEqual((spec.columns[-1].header, spec.columns[-1].fixed), ("Branch", "Nelson"))
        self.assertNotIn("EmailAddress", [column.header for column in spec.columns])

    def test_nonsense_is_refused_in_words(self):
        profile = self._copy()
        column = profile.column_ids.sorted("sequence")[0]
        for call in (
            lambda: profile.write({"date_format": "today"}),
            lambda: profile.write({"column_ids": [Command.clear()], "separator": ","}),
            lambda: column.write({"source": "line.net", "type": "enum"}),
            lambda: column.write({"decimals": 99}),
            lambda: column.write({"mapping": "invoice"}),
            lambda: column.write({"record": "files/3/records/9"}),
            lambda: column.write({"header": "漢"}) and profile.write({"encoding": "ascii"}),
        ):
            with self.assertRaises(ValidationError) as caught, self.cr.savepoint():
                call()
            self.assertNotIn("%(", str(caught.exception))
        self.assertEqual(profile._get_format().date_format, "DD/MM/YYYY")

    def test_description_that_is_none_is_refused_in_words(self):
        profile, deep = self._copy(), 1
        for _level in range(900):
            deep = {"files": [deep]}
        Profile = self.env["acct.link.csv.profile"]
        for description in (deep, {**profile.description, "files": [deep]}, {}, [], "x", None, 7):
            for call in (
                lambda value=description: profile.write({"description": value}),
                lambda value=description: Profile.create({"name": "Own", "description": value}),
            ):
                with self.assertRaises(UserError) as caught, self.cr.savepoint():
                    call()
                self.assertNotIn("%(", str(caught.exception))

    def test_profile_in_use_is_not_deleted(self):
        self.interface.csv_profile_id = profile = self._copy()
        with self.assertRaises(UserError):
            profile.unlink()

    # === WHO === #

    def _user(self, role, company, name=""):
        return new_test_user(
            self.env(su=True), f"csv_{role}_{company.id}{name}",
            groups=f"base.group_user,{GROUPS[role]}",
            company_id=company.id, company_ids=[Command.set(company.ids)],
        )  # fmt: skip

    @mute_logger("odoo.models")
    def test_each_role_reads_and_writes_what_is_its_business(self):
        self._copy()
        for role in GROUPS:
            user = self._user(role, self.env.company)
            for model in MODELS:
                Model = self.env[model].with_user(user)
                with self.subTest(role=role, model=model):
                    reads = role in ("clerk", "manager", "administrator")
                    self.assertEqual(Model.has_access("read"), reads)
                    for operation in ("write", "create", "unlink"):
                        self.assertEqual(Model.has_access(operation), role == "administrator")
                    if role in ("outsider", "invoicing"):
                        with self.assertRaises(AccessError):
                            Model.search([])
            with self.subTest(role=role):
                preview = self.interface.with_user(user).action_csv_preview
                if role != "administrator":
                    with self.assertRaises(AccessError):
                        preview()

    @mute_logger("odoo.models")
    def test_companies_keep_their_formats_and_codes_to_themselves(self):
        other = self.setup_other_company()["company"]
        profile = self._copy()
        stranger = self._user("administrator", other)
        for records in (
            profile, profile.column_ids, self.interface.csv_setting_ids,
            self.interface.tax_ids, self.interface.account_ids,
        ):  # fmt: skip
            seen = records.with_user(stranger)
            self.assertFalse(seen.search([("id", "in", records.ids)]))
            if records:
                with self.assertRaises(AccessError):
                    seen.write({"name": "x"} if "name" in records else {"sequence": 1})
        shipped = self._shipped("xero_invoices_29")
        self.assertTrue(shipped.with_user(stranger).name)

    @mute_logger("odoo.models")
    def test_format_of_all_companies_is_taken_over_by_none_of_them(self):
        shared, own, other = self._copy(), self._copy(), self.setup_other_company()["company"]
        shared.sudo().company_id = False
        for company in (self.env.company, other):
            administrator = self._user("administrator", company)
            seen = shared.with_user(administrator).sudo(False)
            self.assertTrue(seen.name)
            for call in (
                lambda seen=seen, company=company: seen.write({"company_id": company.id}),
                lambda seen=seen: seen.write({"name": "Mine"}),
                lambda seen=seen: seen.column_ids[0].write({"header": "Mine"}),
                seen.column_ids[0].unlink,
                seen.unlink,
            ):
                with self.assertRaises(AccessError), self.cr.savepoint():
                    call()
        at_home = own.with_user(self._user("administrator", self.env.company, "second")).sudo(False)
        for call in (
            lambda: at_home.write({"company_id": False}),
            lambda: at_home.write({"company_id": other.id}),
            lambda: at_home.write({"key": "mine"}),
            lambda: at_home.column_ids[0].write({"profile_id": shared.id}),
            lambda: at_home.column_ids[0].write({"profile_id": self._shipped("sage50_uk").id}),
        ):
            with self.assertRaises(AccessError), self.cr.savepoint():
                call()
        at_home.name = "Ours"
        system = self._user("administrator", self.env.company, "system")
        system.sudo().group_ids += self.env.ref("base.group_system")
        shared.with_user(system).sudo(False).name = "For all"

    @mute_logger("odoo.models")
    def test_manager_types_codes_and_clerk_does_not(self):
        code = {"interface_id": self.interface.id, "code": "NEW", "rate": 5}
        manager = self._user("manager", self.env.company)
        clerk = self._user("clerk", self.env.company)
        tax = self.env["acct.link.tax"].with_user(manager).create(code)
        self.assertEqual((tax.name, tax.remote_id), ("NEW", "NEW"))
        tax.rate = 6
        for call in (
            lambda: self.env["acct.link.tax"].with_user(clerk).create({**code, "code": "N2"}),
            lambda: tax.with_user(clerk).write({"rate": 7}),
            tax.with_user(clerk).unlink,
        ):
            with self.assertRaises(AccessError):
                call()

    # === TRANSLATIONS === #

    def test_every_text_of_a_format_is_a_term_to_translate(self):
        with io.BytesIO() as buffer:
            trans_export(False, ["acct_link_csv"], buffer, "po", self.env)
            exported = buffer.getvalue().decode()
        Term = self.env["acct.link.csv.term"]
        texts = {text for each in catalogue.load().values() for text in Term._get_texts(each)}
        self.assertGreater(len(texts), 50)
        administrator = self._user("administrator", self.env.company)
        self.assertFalse(Term.with_user(administrator).has_access("write"))
        self.assertEqual(set(Term.search([]).mapped("source")), texts)
        for text in texts:
            self.assertIn(f"acct.link.csv.term,text:{Term._get_xml_id(text)}", exported)

    def test_texts_of_formats_are_shown_in_the_language_of_the_user(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.interface.csv_profile_id = profile = self._shipped("quickbooks_desktop_iif_us")
        row = self.interface.csv_setting_ids.filtered(lambda each: each.key == "tax_agency")
        row.value = False
        # Several formats have this setting, the list shows the label of one of them.
        listed = dict(self.env["acct.link.csv.column"]._select_source())["setting.tax_agency"]
        question = profile._get_format().questions[0]
        for source, said in (
            (profile.name, "QuickBooks: fichier IIF"),
            (question, "Est-ce vrai ?"),
            (row.label, "Compte clients"),
            (listed.removeprefix("Setting: "), "Compte clients"),
        ):
            term = self.env["acct.link.csv.term"].search([("source", "=", source)]).sudo()
            term.with_context(lang="fr_FR").text = said
        french = {"lang": "fr_FR"}
        self.assertEqual(profile.with_context(**french).display_name, "QuickBooks: fichier IIF")
        self.assertIn("Est-ce vrai ?", profile.with_context(**french).questions)
        self.assertIn("Est-ce vrai ?", self.interface.with_context(**french).csv_doubts)
        self.assertEqual(row.with_context(**french).label_text, "Compte clients")
        sources = dict(self.env["acct.link.csv.column"].with_context(**french)._select_source())
        self.assertTrue([each for each in sources.values() if each.endswith(": Compte clients")])
        [problem] = self.interface._get_csv_writer().check_settings()[:1]
        said = profile.with_context(**french)._format_problem(problem)
        self.assertIn("Compte clients", said)
        self.assertEqual(profile.with_context(lang="en_US").display_name, profile.name)
