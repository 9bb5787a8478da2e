"""Every button of every view does something for whoever sees it: pressed as the web client does,
with the context that it sends, on records in all their states, and by each role.
"""

import base64
import contextlib
import re
from functools import partial
from unittest.mock import patch

from common_buttons import Button, Reader, get_all_buttons, get_buttons, open_action, press
from common_world import WorldCommon

from odoo import Command
from odoo.exceptions import AccessError, MissingError, RedirectWarning, UserError
from odoo.sql_db import Cursor
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.acct_link_batch.lib.document import CREDIT_NOTE
from odoo.addons.acct_link_operation.lib.operation import DELETED, VOIDED

CHANGES = re.compile(r"\s*(?:INSERT INTO|UPDATE|DELETE FROM) \"?(\w+)", re.IGNORECASE)
LINK = "acct_link_batch.group_acct_link"
ROLES = {
    "administrator": f"{LINK}_administrator",
    "manager": f"{LINK}_manager",
    "without": "account.group_account_invoice",
    "user": f"{LINK}_user",
    "system": f"{LINK}_administrator,base.group_system",
}
REFUSED = (AccessError, MissingError)
# What makes one record of a model unlike another for its buttons.
STATES = {"state", "move_type", "connector", "operation", "question"}
MOST_ROWS = 2
# A filter of the list of documents shows more of them, and a button for these.
MORE = "acct_link_show_state"


@tagged("post_install", "-at_install")
class TestButtons(WorldCommon):
    def setUp(self):
        super().setUp()
        self.create_deleted()
        self.env["acct.link.interface"].create(
            [
                {
                    "name": f"Not signed in to {connector} yet",
                    "connector": connector,
                    "company_id": self.env.company.id,
                    "office_ids": False,
                    "oauth_client_id": "an app",
                    "oauth_client_secret": "its secret",
                }
                for connector in ("qbo", "myob")
            ]
        )
        self.env.flush_all()

    def create_deleted(self):
        """Credit notes, as where they are deleted and not voided: one posted, one reset."""

        def get_void_word(_connector, _interface, kind):
            return DELETED if kind == CREDIT_NOTE else VOIDED

        self.patch(type(self.env["acct.link.connector.xero"]), "_get_void_word", get_void_word)
        self.deleted = self.upload(
            self.invoices(2, move_type="out_refund", invoice_date="2026-01-05")
        )
        self.deleted[1].move_id.button_draft()

    def get_views(self):
        """The views that our buttons are in: our own, and those that ours extend."""
        names = self.env["ir.model.data"].search(
            [("model", "=", "ir.ui.view"), ("module", "=like", "acct_link_%")]
        )
        views = self.env["ir.ui.view"].browse(names.mapped("res_id"))
        while extended := views.filtered(lambda view: view.mode == "extension"):
            views = (views - extended) | extended.inherit_id
        return views.filtered(lambda view: view.type in ("form", "list", "kanban"))

    def press_all(self, role, views):
        user = new_test_user(
            self.env(su=True), f"presser_{role}", f"base.group_user,{ROLES[role]}",
            company_id=self.env.company.id,
            company_ids=[Command.set(self.env.user.company_ids.ids)],
        )  # fmt: skip
        env = self.env(user=user, context={"allowed_company_ids": user.company_ids.ids})
        self.reader = Reader(env)
        for button, record in self.get_openers(role):
            if env[button.model].has_access("write"):
                self.press_once(button, record.with_env(env), {})
        for view in views:
            for button in get_buttons(env, view):
                key = (env.uid, button.does)
                if role == "system" and button.does in self.pressed:
                    continue  # an administrator who may more
                if key not in self.opened and not env[button.model].is_transient():
                    self.opened.add(key)
                    self.press_on_records(env, button)

    def get_openers(self, role):
        """Of dialogs that no button of ours opens. :return: [(Button, record)]"""
        press = partial(Button, kind="object", place="form", parent=(), conditions=(), always=False)
        reset = partial(
            press, model="account.move", name="button_draft", context="{'acct_link_ask': True}"
        )
        openers = [
            (reset(f"reset {line.state} {line.kind}"), line.move_id)
            for line in (self.ready.line_ids[0], self.lines[5], self.deleted[0])
        ]
        if role != "without":
            name = "action_acct_link_exclude"  # of the menu of actions
            openers.append((press("exclude", "res.partner", name, context=""), self.customer))
        return openers

    def press_on_records(self, env, button):
        """On one record of each state that it is shown in, and with no selection if it may be."""
        pairs = [(record, None) for record in env[button.model].search([])]
        if button.parent:
            model, name = button.parent
            pairs = [(each, parent) for parent in env[model].search([]) for each in parent[name]]
        context = {}
        if button.model == "account.move":
            context["default_move_type"] = "out_invoice"
        states = STATES
        if any(MORE in condition for condition in button.conditions):
            context[MORE], states = 1, STATES | {"acct_link_state", "acct_link_interface_id"}
        seen = set()
        for record, parent in pairs:
            if not self.reader.is_visible(button, record, context, parent):
                continue
            kind = str(self.reader.get(record, states))
            if kind not in seen:
                self.press_once(button, record, context)
            seen.add(kind)
        if button.always:
            self.press_once(button, env[button.model], context)

    def press_once(self, button, record, context, opener=None):
        """Note what came of it, and undo it. :param opener: the button whose dialog it is in"""
        savepoint = self.env.cr.savepoint(flush=True)
        try:
            with self.enter_registry_test_mode(), self.watch() as changed:
                answer, opened = press(button, record, context)
                record.env.flush_all()
            if not changed and not self.shows(answer):
                raise AssertionError(f"nothing happens: {answer}")
            if isinstance(answer, dict):
                self.open(record.env, answer, opened)
                if answer.get("target") == "new" and answer.get("res_model") and not opener:
                    self.press_in_dialog(record.env, answer, opened, button)
            self.pressed.add(button.does)
        except (UserError, RedirectWarning) as error:
            if isinstance(error, REFUSED) or not str(error.args[0]).strip():
                self.note(button, record, error)
            self.refused.setdefault(button.does, str(error.args[0]))
        except Exception as error:  # whatever comes is what a person would see
            self.note(button, record, error)
        finally:
            savepoint.rollback()
            savepoint.close(rollback=False)
            self.env.invalidate_all()

    def note(self, button, record, error):
        self.wrong.append(f"{record.env.user.login}: {button} on {record}: {error!r}")

    @contextlib.contextmanager
    def watch(self):
        """Tables that are written to, but those of wizards, which are only there to ask."""
        execute, tables = Cursor.execute, set()

        def watching(cursor, query, *args, **kwargs):
            found = CHANGES.match(getattr(query, "code", query))
            if found and found[1] not in self.asking:
                tables.add(found[1])
            return execute(cursor, query, *args, **kwargs)

        with patch.object(Cursor, "execute", watching):
            yield tables

    @staticmethod
    def shows(answer):
        """Whether something new is to be seen."""
        quiet = (("ir.actions.client", "soft_reload"), ("ir.actions.act_window_close", None))
        return isinstance(answer, dict) and (answer.get("type"), answer.get("tag")) not in quiet

    def open(self, env, answer, context):
        """Once for each record: what stands in its views does not depend on the button."""
        key = (env.uid, *(str(answer.get(name)) for name in ("res_model", "res_id", "views")))
        if not answer.get("res_id") or key not in self.opened:
            open_action(env, answer, context)
        self.opened.add(key)

    def choose_file(self, wizard):
        """One line of it is understood, one is not."""
        Remote = self.env["acct.link.remote.contact"].sudo()
        vals = {"interface_id": wizard.interface_id.id, "remote_id": "C-file", "name": "Of a File"}
        Remote.create({**vals, **Remote._prepare_keys({"name": "Of a File", "code": 0, "job": 0})})
        self.env["res.partner"].create({"name": "Named in a File"})
        text = "customer,contact\nNamed in a File,C-file\nNobody,X\n"
        wizard.file = base64.b64encode(text.encode())
        wizard.action_read()

    def press_in_dialog(self, env, answer, context, opener):
        """Once each of the buttons of a dialog, with the context it got from its opener."""
        Model = env[answer["res_model"]].with_context(**context)
        record = Model.browse(answer.get("res_id")) if answer.get("res_id") else Form(Model).save()
        id_ = next((id_ for id_, kind in answer["views"] if kind == "form"), False)
        view = self.env["ir.ui.view"].browse(
            id_ or self.env["ir.ui.view"].default_view(answer["res_model"], "form")
        )
        if "option_id" in record._fields:
            record.option_id = record.option_ids[:1]  # as a person chooses
        if record._name == "acct.link.match.import":
            self.choose_file(record)
        if "answer" in record._fields and not record.answer:
            record.answer = record._fields["answer"].get_values(env)[0]
        if "choice_ids" in record._fields:
            record.choice_ids.filtered("remote_contact_id").choice = "map"
        self.press_buttons(env, view, record, context, opener)
        if "choice_ids" in record._fields:  # with documents that failed and without
            record.failed_count = not record.failed_count
            self.press_buttons(env, view, record, context, opener)

    def press_buttons(self, env, view, record, context, opener):
        reader = Reader(env)
        for button in get_buttons(env, view):
            targets = record[button.parent[1]] if button.parent else record
            for each in targets.with_env(env)[:MOST_ROWS]:
                parent = record.with_env(env) if button.parent else None
                key = (env.uid, str(opener), button.does)
                if key not in self.opened and reader.is_visible(button, each, context, parent):
                    self.opened.add(key)
                    self.press_once(button, each, context, opener)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.models", "odoo.sql_db")
    def test_every_button_does_something_for_every_role_that_sees_it(self):
        """What is refused says so in a sentence; nothing that somebody sees is refused to all."""
        self.wrong, self.pressed, self.refused, self.opened = [], set(), {}, set()
        self.asking = {model._table for model in self.env.values() if model.is_transient()}
        views = self.get_views()
        for role in ROLES:
            self.press_all(role, views)
        self.assertFalse(self.wrong, "\n" + "\n".join(self.wrong))
        there = {
            button.does: button for view in views for button in get_all_buttons(self.env, view)
        }
        self.assertGreater(len(there), 120)
        left = {
            (button.view.partition(".")[2], button.name): self.refused.get(does, "never shown")
            for does, button in there.items()
            if does not in self.pressed
        }
        self.assertFalse(left)
