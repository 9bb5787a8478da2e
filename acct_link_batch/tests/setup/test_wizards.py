"""What a crafted call of a wizard tells of records out of the user's sight: nothing."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..common import AcctLinkCommon


@tagged("post_install", "-at_install")
class TestWizards(AcctLinkCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls._create_user("clerk", cls.env.company)
        cls.stranger = cls._create_user("stranger", cls.setup_other_company()["company"])

    @classmethod
    def _create_user(cls, name, company):
        return new_test_user(
            cls.env(su=True),
            f"wizard_{name}",
            groups="base.group_user,acct_link_batch.group_acct_link_administrator",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )

    def _as(self, user, model):
        return self.env[model].with_user(user).sudo(False)

    def _get_wizards(self):
        """:return: {name: [field in which it names records]} of those that a user can create"""
        return {
            name: [
                field
                for field in Model._fields.values()
                if field.store
                and field.type in ("many2one", "many2many")
                and not field.name.endswith("_uid")
            ]
            for name, Model in sorted(self.env.registry.items())
            if name.startswith("acct.link.")
            and Model._transient
            and self._as(self.stranger, name).has_access("create")
        }

    def _get_required(self, name, line):
        """:return: values without which the wizard cannot be made"""
        fields = self.env[name]._fields
        vals = {"kind": fields["kind"].get_values(self.env)[0]} if "kind" in fields else {}
        if "wizard_id" in fields:  # a row of another wizard
            Wizard = self._as(self.stranger, fields["wizard_id"].comodel_name).sudo()
            named = {"batch_id": line.batch_id.id} if "batch_id" in Wizard._fields else {}
            vals["wizard_id"] = Wizard.create(named).id
        if "line_id" in fields and fields["line_id"].required:
            vals["line_id"] = line.id
        return vals

    @mute_logger("odoo.models")
    def test_wizard_that_names_records_out_of_sight_is_refused(self):
        line = self._upload(self._invoice())
        partner = self.env["res.partner"].create(
            {"name": "Ours", "company_id": self.env.company.id}
        )
        samples = {
            record._name: record
            for record in (line, line.batch_id, line.move_id, partner, self.interface)
        }
        tried = 0
        for name, fields in self._get_wizards().items():
            for field in fields:
                sample = samples.get(field.comodel_name)
                if sample is None:
                    continue
                value = sample.id if field.type == "many2one" else [Command.set(sample.ids)]
                tried += 1
                vals = {**self._get_required(name, line), field.name: value}
                refused = self.assertRaises(AccessError)
                with self.subTest(wizard=name, field=field.name), refused, self.cr.savepoint():
                    self._as(self.stranger, name).create(vals)
        self.assertGreater(tried, 6)

    def test_related_fields_of_wizards_are_read_as_the_user(self):
        for name, Model in self.env.registry.items():
            if not name.startswith("acct.link.") or not Model._transient:
                continue
            for field in Model._fields.values():
                if field.related:
                    with self.subTest(wizard=name, field=field.name):
                        self.assertFalse(field.compute_sudo)

    @mute_logger("odoo.models")
    def test_unsaved_wizard_tells_nothing_of_documents_out_of_sight(self):
        uploaded, failed = self._upload(self._invoice()), self._upload_unmapped()
        for name, line, field in (
            ("acct.link.reset", uploaded, "is_uploaded"),
            ("acct.link.park", failed, "failed_count"),
        ):
            values = {"move_ids": [Command.set(line.move_id.ids)]}
            spec = {"move_ids": {}, field: {}}
            for user, is_told in ((self.stranger, False), (self.clerk, True)):
                Wizard = self._as(user, name)
                with self.subTest(wizard=name, user=user.login):
                    try:
                        told = Wizard.onchange(dict(values), ["move_ids"], spec)["value"]
                    except AccessError:
                        told = {}
                    self.assertEqual(bool(told.get(field)), is_told)

    @mute_logger("odoo.models")
    def test_wizards_of_a_colleague_are_out_of_reach(self):
        for name in self._get_wizards():
            field_names = self.env[name]._fields
            module = self.env[name]._original_module
            if "wizard_id" in field_names or module != "acct_link_batch":
                continue
            kind = self.env[name]._fields.get("kind")
            vals = {"kind": kind.get_values(self.env)[0]} if kind else {}
            if "batch_id" in field_names:
                vals["batch_id"] = self._batch(self._invoice()).id
            wizard = self._as(self.clerk, name).create(vals)
            colleague = self._create_user(f"colleague_{name}", self.env.company)
            for operation in ("read", "write", "unlink"):
                with self.subTest(wizard=name, operation=operation):
                    self.assertFalse(wizard.with_user(colleague).has_access(operation))
