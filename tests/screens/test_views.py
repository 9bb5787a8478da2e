"""Every view and action of ours: usable by keyboard and screen reader, and never an empty page."""

import re

from lxml import etree, html

from odoo.tests import TransactionCase, tagged

TAKES_FOCUS = ("button", "a")


def shows_words(node):
    """Whether there is something to read in a button or link, apart from tooltips."""
    if node.get("string") or node.get("aria-label"):
        return True
    if any(each.tag == "field" or each.get("t-out") or each.get("t-esc") for each in node.iter()):
        return True
    return bool("".join(node.itertext()).strip())


def describe(node):
    start = etree.tostring(node, encoding="unicode").split("\n")[0]
    return f"line {node.sourceline}: {start[:120]}"


@tagged("post_install", "-at_install")
class TestViews(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.modules = cls.env["ir.module.module"].search(
            [("name", "=like", "acct_link_%"), ("state", "=", "installed")]
        )

    def _get_ours(self, model):
        names = self.env["ir.model.data"].search(
            [("model", "=", model), ("module", "in", self.modules.mapped("name"))]
        )
        return self.env[model].browse(names.mapped("res_id"))

    def test_page_of_an_app_has_settings_of_its_own_system_alone(self):
        """Several connectors put one of that name into the form, and extend their own."""
        form = self.env["acct.link.interface"].get_view(view_type="form")["arch"]
        pages = etree.fromstring(form).xpath("//page[@name='app']")
        self.assertTrue(pages)
        for page in pages:
            [own] = re.findall(r"connector != '(\w+)'", page.get("invisible"))
            names = {field.get("name").split("_")[0] for field in page.iter("field")}
            others = {each for each, _name in self._get_systems() if each != own}
            self.assertFalse(names & others, own)

    def _get_systems(self):
        return self.env["acct.link.interface"]._fields["connector"]._description_selection(self.env)

    def _find(self, is_wrong):
        """:return: [description] of nodes of our views that are wrong"""
        found, seen = [], 0
        for view in self._get_ours("ir.ui.view"):
            for node in etree.fromstring(view.arch_db).iter(etree.Element):
                seen += 1
                # With a position it is only the place where something of ours is put.
                if not node.get("position") and is_wrong(node, view):
                    found.append(f"{view.xml_id}, {describe(node)}")
        self.assertGreater(seen, 500)
        return found

    def test_buttons_and_links_have_words(self):
        """In a list a title is a tooltip only, and no name for who cannot see the icon."""
        self.assertFalse(
            self._find(lambda node, view: node.tag in TAKES_FOCUS and not shows_words(node))
        )

    def test_icon_buttons_say_more_in_a_tooltip(self):
        self.assertFalse(
            self._find(
                lambda node, view: (
                    "o_acct_link_icon_only" in node.get("class", "").split()
                    and not (node.get("icon") and node.get("title") and node.get("string"))
                )
            )
        )

    def test_icons_and_images_are_named_or_hidden(self):
        def is_wrong(node, view):
            if node.tag == "img":
                return node.get("alt") is None
            classes = node.get("class", "") + node.get("t-att-class", "")
            is_icon = node.tag in ("i", "span") and "fa " in f"{classes} "
            return is_icon and not (
                node.get("aria-hidden") == "true" or node.get("title") or node.get("aria-label")
            )

        self.assertFalse(self._find(is_wrong))

    def test_alerts_are_announced(self):
        self.assertFalse(
            self._find(
                lambda node, view: (
                    "alert" in node.get("class", "").split()
                    and node.get("role") not in ("alert", "status")
                )
            )
        )

    def test_badges_and_bars_have_words(self):
        """Colours come with the words of a selection, or with a text."""

        def is_wrong(node, view):
            if node.tag != "field" or node.get("widget") not in ("badge", "statusbar"):
                return False
            models = [view.model, *(field.comodel_name or "" for field in self._fields(view))]
            kinds = {
                self.env[model]._fields[node.get("name")].type
                for model in filter(None, models)
                if model in self.env and node.get("name") in self.env[model]._fields
            }
            return not kinds or not kinds <= {"selection", "char", "many2one"}

        self.assertFalse(self._find(is_wrong))

    def _fields(self, view):
        return self.env[view.model]._fields.values() if view.model in self.env else []

    def test_nothing_is_out_of_reach_of_the_keyboard(self):
        def is_wrong(node, view):
            if str(node.get("tabindex", "")).startswith("-"):
                return True
            # Only these take the focus; a div with an action would not.
            acts = node.get("type") in ("object", "action", "open") or node.get("t-on-click")
            return acts and node.tag not in TAKES_FOCUS

        self.assertFalse(self._find(is_wrong))

    def test_empty_pages_teach(self):
        actions = self._get_ours("ir.actions.act_window")
        self.assertTrue(actions)
        for action in actions.filtered(lambda action: action.target != "new"):
            with self.subTest(action=action.xml_id):
                text = html.fromstring(action.help or "<p/>")
                [head] = text.xpath("//*[contains(@class, 'o_view_nocontent')]") or [None]
                self.assertIsNotNone(head, "no headline for the empty page")
                body = " ".join(text.text_content().split())
                self.assertGreater(len(body), len(head.text_content()) + 30, "it teaches nothing")
