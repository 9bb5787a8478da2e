"""Reads the buttons out of the views, presses them as the web client does, and opens what they
answer with.
"""

import json
import re
from dataclasses import dataclass, replace

from lxml import etree

from odoo.fields import Domain
from odoo.service.model import call_kw
from odoo.tools.json import json_default
from odoo.tools.safe_eval import safe_eval

from odoo.addons.web.controllers.utils import clean_action

# Keys of a context that the web client does not hand on to the action that a button opens.
# Source: web/static/src/webclient/actions/action_service.js, CTX_KEY_REGEX.
OWN_KEYS = re.compile(
    r"^(?:(?:default_|search_default_|show_).+|.+_view_ref|group_by|active_id|active_ids"
    r"|orderedBy)$"
)
PLACES = {"list": "row", "kanban": "card", "form": "form"}
PRESSED = ("object", "action")
ROWS_OF_A_PAGE = 80


@dataclass(frozen=True)
class Button:
    """`place`: "header" of a list, its "row", "form" or "card"; `parent`: the model and the field
    of the form whose list it stands in. `conditions`: what hides it, or something that it stands
    in; `names`: the fields of its view, by which these are evaluated. `always`: it is shown
    without a selection too.
    """

    view: str
    model: str
    name: str
    kind: str
    place: str
    parent: tuple[str, str]
    context: str
    conditions: tuple[str, ...]
    always: bool
    names: frozenset[str] = frozenset()

    @property
    def asked(self):
        """Names of the fields that decide whether it is shown."""
        return self.names & set(re.findall(r"\w+", " ".join(self.conditions)))

    @property
    def does(self):
        """The same for buttons that several views have from one."""
        return (self.model, self.name, self.context, self.place, self.conditions)

    def __str__(self):
        place = " ".join((self.place, *self.parent[1:]))
        return f"{self.view}, {place}: {self.name} {self.context}".strip()


class Values(dict):
    """`parent.name`, as conditions of a list in a form say."""

    __getattr__ = dict.__getitem__


def _negate(condition):
    """What hides a part of a card. :param condition: `t-if`, JavaScript over raw values"""
    said = re.sub(r"record\.(\w+)\.raw_value", r"\1", condition)
    said = said.replace("&&", " and ").replace("||", " or ")
    return f"not ({re.sub(r'!(?!=)', 'not ', said).strip()})"


def _read(env, view, model, root, parent=()):
    """:param root: the node of a form, a list or a kanban; :return: [Button] of it, and of the
    lists in it
    """
    names, found, inner = set(), [], []

    def walk(node, conditions, place):
        for child in node.iterchildren(etree.Element):
            hiding = [child.get("invisible"), child.get("column_invisible")]
            if child.get("t-if"):
                hiding.append(_negate(child.get("t-if")))
            own = (*conditions, *filter(None, hiding))
            if child.tag == "field":
                names.add(child.get("name"))
                for sub in child.findall("list"):
                    comodel = env[model]._fields[child.get("name")].comodel_name
                    inner.extend(_read(env, view, comodel, sub, (model, child.get("name"))))
                continue
            if child.tag in ("button", "a") and child.get("type") in PRESSED:
                found.append(
                    Button(
                        view, model, child.get("name"), child.get("type"), place, parent,
                        child.get("context") or "", own, child.get("display") == "always",
                    )
                )  # fmt: skip
            walk(child, own, "header" if root.tag == "list" and child.tag == "header" else place)

    walk(root, (), PLACES[root.tag])
    return [replace(each, names=frozenset(names)) for each in found] + inner


def _is_ours(button):
    return button.model.startswith("acct.link.") or "acct_link" in button.name


def get_all_buttons(env, view):
    """Our buttons in a view, whoever may see them. :return: [Button]"""
    arch = view.with_env(env(su=True))._get_combined_arch()
    return list(filter(_is_ours, _read(env, view.xml_id, view.model, arch)))


def get_buttons(env, view):
    """What this user is shown of our buttons. :return: [Button]"""
    if not env[view.model].has_access("read"):
        return []
    arch = etree.fromstring(env[view.model].get_view(view.id, view.type)["arch"])
    return list(filter(_is_ours, _read(env, view.xml_id, view.model, arch)))


class Reader:
    """What conditions are evaluated with, read once for all records: each press is undone."""

    def __init__(self, env):
        self.env = env
        self._known = {}

    def get(self, record, names):
        """:return: {field name: value}, as the web client knows them"""
        names = frozenset(name for name in names if name in record._fields)
        if not names:
            return {}  # to read no names is to read all
        key = (record._name, names)
        if record.id not in self._known.get(key, {}):
            records = record | self.env[record._name].search([])
            self._known[key] = {
                values["id"]: {
                    name: value[0] if isinstance(value, tuple) else value
                    for name, value in values.items()
                    if name in names
                }
                for values in records.with_env(self.env).read(sorted(names))
            }
        return self._known[key][record.id]

    def is_visible(self, button, record, context, parent=None):
        """Whether somebody who looks at the record sees the button."""
        values = {**self.get(record, button.asked), "id": record.id, "context": context}
        if parent:
            said = "\n".join(button.conditions)
            values["parent"] = Values(self.get(parent, re.findall(r"parent\.(\w+)", said)))
        return not any(safe_eval(each, values) for each in button.conditions)


def press(button, records, context):
    """As the web client does: the context of the view, over it that of the button.

    :return: (what came back, the context of the action that it opens)
    """
    env = records.env
    said = safe_eval(button.context) if button.context else {}
    active = {"active_model": records._name}
    if button.place != "header":
        active |= {"active_id": records.id, "active_ids": records.ids}
    if button.kind == "action":
        answer = env["ir.actions.act_window"].browse(int(button.name)).sudo()._get_action_dict()
    else:
        sent = {**env.context, **context, **said}
        answer = call_kw(records.browse(), button.name, [records.ids], {"context": sent})
    if not isinstance(answer, dict):
        return answer, {}
    answer = clean_action(answer, env)
    json.dumps(answer, default=json_default)
    handed_on = {key: value for key, value in context.items() if not OWN_KEYS.match(key)}
    own = answer.get("context") or {}
    if isinstance(own, str):
        own = safe_eval(own, {"uid": env.uid, "active_id": records[:1].id})
    return answer, {**handed_on, **said, **active, **own}


# === WHAT AN ANSWER OPENS === #


def _specify(env, model, root):
    """What the web client asks for to show a view. :return: specification of `web_read`"""
    asked = {}
    for node in root.iterchildren(etree.Element):
        if node.tag != "field":
            asked |= _specify(env, model, node)
            continue
        field = env[model]._fields[node.get("name")]
        asked[field.name] = {}
        if field.type == "many2one":
            asked[field.name] = {"fields": {"display_name": {}}}
        elif field.relational and (rows := node.find("list")) is not None:
            asked[field.name] = {"fields": _specify(env, field.comodel_name, rows)}
    return asked


def open_action(env, action, context):
    """Load the views of an action, and read what they show, as this user."""
    kind = action.get("type")
    if kind == "ir.actions.act_url":
        if not action.get("url"):
            raise AssertionError(f"an address without an address: {action}")
        return
    if kind != "ir.actions.act_window":
        following = (action.get("params") or {}).get("next")
        if following:
            open_action(env, clean_action(dict(following), env), context)
        return
    Model = env[action["res_model"]].with_context(**context)
    Model.check_access("read")
    views = [(id_, kind) for id_, kind in action["views"] if kind in PLACES]
    for arch in Model.get_views(views)["views"].values():
        root = etree.fromstring(arch["arch"])
        asked = _specify(env, Model._name, root)
        if root.tag == "form" and action.get("res_id"):
            Model.browse(action["res_id"]).web_read(asked)
        elif root.tag != "form":
            domain = action.get("domain") or []
            if isinstance(domain, str):
                domain = safe_eval(domain, {"uid": env.uid, **context})
            Model.search(Domain(domain), limit=ROWS_OF_A_PAGE).web_read(asked)
