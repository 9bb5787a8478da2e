"""Stored defaults and those of the context, which any employee may give, reach no row."""

import json

from odoo import fields
from odoo.tests import new_test_user, tagged

from ..common import AcctLinkCommon

# Typed on a form: what the person may type may be preset, and nothing else.
TYPED = {"acct.link.interface", "acct.link.csv.profile", "acct.link.csv.column"}
VALUES = {
    "char": "preset", "text": "preset", "html": "<p>preset</p>", "integer": 77, "float": 7.5,
    "monetary": 7.5, "date": "2001-02-03", "datetime": "2001-02-03 04:05:06", "many2one": 1,
    "one2many": [1], "many2many": [1], "json": {"preset": 1}, "binary": "cHJlc2V0",
}  # fmt: skip


@tagged("post_install", "-at_install")
class TestPresets(AcctLinkCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls._create_user("clerk", "acct_link_batch.group_acct_link_user")

    @classmethod
    def _create_user(cls, name, group):
        groups = f"base.group_user,{group}"
        return new_test_user(cls.env(su=True), f"preset_{name}", groups=groups)

    def _get_models(self):
        """:return: names of all models of the link that have rows"""
        return sorted(
            name
            for name, Model in self.env.registry.items()
            if name.startswith("acct.link.") and not Model._abstract
        )

    def _get_columns(self, name):
        fields_ = self.env[name]._fields.items()
        return {key: field for key, field in fields_ if field.store and key != "id"}

    def _get_preset(self, name, field):
        """:return: a value for this column that the code never gives by itself"""
        default = self.env[name].default_get([field.name]).get(field.name)
        if field.type == "boolean":
            return not default
        if field.type == "selection":
            return [key for key in field.get_values(self.env) if key != default][-1:] or [False]
        return VALUES.get(field.type, "preset")

    def _preset(self, user, names):
        """Store a default for each column. :return: {model: {column: value}}"""
        presets, rows = {}, []
        for name in names:
            presets[name] = {}
            for key, field in self._get_columns(name).items():
                value = self._get_preset(name, field)
                value = value[0] if field.type == "selection" else value
                presets[name][key] = value
                field_id = self.env["ir.model.fields"]._get(name, key).id
                row = {"field_id": field_id, "user_id": user.id, "json_value": json.dumps(value)}
                rows.append(row)
        self.env["ir.default"].sudo().create(rows)
        return presets

    def _get_engine_models(self):
        mixin = self.env.registry["acct.link.engine.mixin"]
        models = [name for name in self._get_models() if isinstance(self.env[name], mixin)]
        return [name for name in models if name not in TYPED]

    def test_every_model_with_rows_is_guarded(self):
        """Wizards are opened with the context of an action and grant nothing: they are guarded by
        another mixin (test_wizards).
        """
        wizard = self.env.registry["acct.link.wizard.mixin"]
        for name in set(self._get_models()) - set(self._get_engine_models()) - TYPED:
            with self.subTest(model=name):
                self.assertTrue(self.env[name]._transient, "inherit acct.link.engine.mixin")
                self.assertIsInstance(self.env[name], wizard, "inherit one of the two mixins")

    def test_no_default_of_a_clerk_reaches_a_row_of_the_engine(self):
        names = self._get_engine_models()
        self.assertGreater(len(names), 30)
        presets = self._preset(self.clerk, names)
        for name in names:
            context = {f"default_{key}": value for key, value in presets[name].items()}
            Model = self.env[name].with_user(self.clerk).sudo()
            plain = self.env[name].with_user(self.env.ref("base.user_root"))
            expected = set(plain._add_missing_default_values({}))
            for Forged in (Model, Model.with_context(**context)):
                values = Forged._add_missing_default_values({})
                self.assertEqual(set(values), expected, name)
                for key, value in values.items():
                    with self.subTest(model=name, column=key):
                        self.assertNotEqual(value, presets[name][key])

    def test_typed_models_take_what_the_person_may_type_only(self):
        manager = self._create_user("manager", "acct_link_batch.group_acct_link_administrator")
        names = [name for name in self._get_models() if name in TYPED]
        presets = self._preset(manager, names)
        for name in names:
            context = {f"default_{key}": value for key, value in presets[name].items()}
            for Model in (
                self.env[name].with_user(manager),
                self.env[name].with_user(manager).sudo(),
                self.env[name].with_user(manager).with_context(**context),
            ):
                values = Model._add_missing_default_values({})
                for key, field in self._get_columns(name).items():
                    closed = field.readonly or (
                        field.groups and not manager.has_groups(field.groups)
                    )
                    if closed:
                        with self.subTest(model=name, column=key):
                            self.assertNotEqual(values.get(key), presets[name][key])

    def test_walk_of_a_clerk_with_defaults_for_everything_ends_as_any(self):
        names = self._get_engine_models()
        presets = self._preset(self.clerk, names)
        context = {
            f"default_{key}": value for name in names for key, value in presets[name].items()
        }
        moves = self._invoices(3).with_user(self.clerk).sudo(False).with_context(**context)
        batch = self._batch(moves[:2]).with_user(self.clerk).sudo(False).with_context(**context)
        lines = batch.line_ids.sudo()
        self.assertEqual(lines.mapped("state"), ["ready", "ready"])
        self.assertEqual([*lines.mapped("remote_id"), *lines.mapped("number_sent")], [False] * 4)
        self.assertFalse(lines.uploaded_by | lines.request_id.create_uid)
        self.env["acct.link.parking"].with_user(self.clerk).with_context(**context)._set_aside(
            moves[2], "parked", "disputed"
        )
        parking = moves[2].sudo().acct_link_parking_ids
        self.assertEqual((parking.kind, parking.reason), ("parked", "disputed"))
        self.assertEqual(moves[2].sudo().acct_link_state, "parked")
        batch.action_upload()
        self._run_loop()
        self.assertEqual(lines.mapped("state"), ["uploaded"] * 2)
        self.assertEqual(self.books.numbers(), sorted(moves[:2].mapped("name")))
        self.assertEqual(lines.uploaded_by, self.clerk)
        for line in lines:
            self.assertLess(fields.Datetime.to_datetime("2020-01-01"), line.uploaded_at)
