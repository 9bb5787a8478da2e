"""Every public method of every model checks access before anything else: it can be called by
anybody who is logged in, with any ids, whether a view offers it or not. By the registry.
"""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..common import AcctLinkCommon

VALUES = {
    "char": "x", "text": "x", "integer": 1, "float": 1.0, "monetary": 1.0, "boolean": True,
    "date": "2026-10-05", "datetime": "2026-10-05 08:00:00", "binary": "eA==", "json": {},
}  # fmt: skip
LINK = "acct_link_batch.group_acct_link"
# For everybody who writes invoices.
INVOICING = {("account.move", "action_acct_link_next_claim", "button_invoicing")}


@tagged("post_install", "-at_install")
class TestPublicMethods(AcctLinkCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        foreign = cls.setup_other_company()["company"]
        cls.stranger = cls._create_user("stranger", f"{LINK}_administrator", foreign)
        cls.clerk = cls._create_user("clerk", f"{LINK}_user", cls.env.company)
        cls.others = [
            cls._create_user("outsider", "base.group_user", cls.env.company),
            cls._create_user("invoicing", "account.group_account_invoice", cls.env.company),
        ]

    @classmethod
    def _create_user(cls, name, group, company):
        return new_test_user(
            cls.env(su=True),
            f"button_{name}",
            groups=f"base.group_user,{group}",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )

    def setUp(self):
        super().setUp()
        self.line = self._upload(self._invoice())
        ours = {"name": "Ours", "company_id": self.env.company.id}
        partner = self.env["res.partner"].create(ours)
        plan = self.env["account.analytic.plan"].sudo().create({"name": "Ours"})
        job = self.env["account.analytic.account"].create({**ours, "plan_id": plan.id})
        self.samples = {
            record._name: record
            for record in (
                self.interface, self.line, self.line.batch_id, self.line.move_id, partner, job,
                self.env.company, self.env.user, self.env.company.currency_id,
            )
        }  # fmt: skip

    def _get_methods(self):
        """:return: {model: names of its buttons}"""
        methods = {}
        for name, Model in self.env.registry.items():
            if not Model._abstract:
                methods[name] = {
                    attribute
                    for part in Model.mro()
                    if part.__module__.startswith("odoo.addons.acct_link_")
                    for attribute, value in vars(part).items()
                    if attribute.startswith("action_") and callable(value)
                }
        return {name: sorted(found) for name, found in sorted(methods.items()) if found}

    def _get_sample(self, name):
        """:return: a record of our company; what is required of it is filled with anything"""
        if name == "acct.link.csv.profile":  # made of another one only
            shipped = self.env[name].sudo().search([("key", "!=", False)], limit=1)
            self.samples[name] = self.env[name].browse(shipped.action_copy()["res_id"])
        if name not in self.samples:
            Model, vals = self.env[name].sudo(), {}
            for field in Model._fields.values():
                ours = field.comodel_name in self.samples or field.required
                if not field.store or field.compute or field.default:
                    continue
                if field.type == "many2one" and ours and not field.name.endswith("_uid"):
                    vals[field.name] = self._get_sample(field.comodel_name).id
                elif field.type == "selection" and field.required:
                    vals[field.name] = field.get_values(self.env)[0]
                elif field.required and field.type in VALUES:
                    vals[field.name] = VALUES[field.type]
            self.samples[name] = Model.create(vals)
        return self.samples[name]

    def _press(self, user, records, method):
        """:return: what is raised by it, undone in any case"""
        with self.cr.savepoint() as point:
            try:
                getattr(records.with_user(user).sudo(False), method)()
            except Exception as error:  # what is made up may be no sense to the method
                point.rollback()
                return error
            point.rollback()
        return None

    @mute_logger("odoo.models", "odoo.sql_db")
    def test_no_button_answers_whoever_may_not_read_the_record(self):
        """Nor without any record, whoever may not press it with one."""
        methods = self._get_methods()
        self.assertGreater(sum(map(len, methods.values())), 80)
        for name, buttons in methods.items():
            record = self._get_sample(name)
            for method in buttons:
                for user in (self.stranger, *self.others, self.clerk):
                    said = self._press(user, record, method)
                    refused = isinstance(said, AccessError)
                    with self.subTest(model=name, method=method, user=user.login):
                        if user != self.clerk and (name, method, user.login) not in INVOICING:
                            self.assertTrue(refused, said)
                        if refused and user != self.stranger:
                            self.assertTrue(self._press(user, record.browse(), method))
