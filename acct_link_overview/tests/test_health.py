"""What needs a person is told once, and taken back when it is over."""

from unittest.mock import patch

from odoo.tests import new_test_user, tagged

from odoo.addons.acct_link_batch.tests.common import AcctLinkCommon

from ..models.health import SET_UP


@tagged("post_install", "-at_install")
class TestHealth(AcctLinkCommon):
    def setUp(self):
        super().setUp()
        self.administrator = new_test_user(
            self.env, "watchman", "acct_link_batch.group_acct_link_administrator"
        )
        self.cron = self.env.ref("acct_link_batch.ir_cron_upload").sudo()

    def _watch(self):
        self.env.invalidate_all()
        self.env["acct.link.interface"].sudo()._cron_watch()
        return self.interface.activity_search([SET_UP])

    def test_watch_over_a_sound_interface_tells_nothing(self):
        self.assertFalse(self._watch())

    def test_watch_tells_each_administrator_once_of_a_cause(self):
        self.cron.active = False
        self._watch()
        activities = self._watch()
        self.assertIn(self.administrator, activities.user_id)
        self.assertEqual(len(activities), len(activities.user_id))
        self.assertIn("switched off", activities[0].note)

    def test_causes_are_worked_out_once_for_all_who_share_a_language(self):
        for name in ("second", "third"):
            new_test_user(self.env, name, "acct_link_batch.group_acct_link_administrator")
        self.cron.active = False
        Interface, counted = self.env.registry["acct.link.interface"], []
        get_health = Interface._get_health

        def count(interface):
            counted.append(interface)
            return get_health(interface)

        with patch.object(Interface, "_get_health", count):
            self._watch()
            told = {(user.lang, user.tz) for user in self.interface._get_administrators()}
            self.assertEqual(len(counted), 1 + len(told))
            counted.clear()
            self._watch()
            self.assertEqual(len(counted), 1, "all know")

    def test_watch_closes_what_is_over(self):
        self.cron.active = False
        self.assertTrue(self._watch())
        self.cron.active = True
        self.assertFalse(self._watch())

    def test_watch_tells_of_a_wrong_set_up(self):
        self.env["acct.link.run"].sudo().create(
            {"interface_id": self.interface.id, "result": "misconfigured"}
        )
        self.assertIn("wrong set-up", self._watch()[0].note)

    def test_watch_leaves_a_paused_interface_alone(self):
        self.cron.active = False
        self.interface.paused = True
        self.assertFalse(self._watch())
