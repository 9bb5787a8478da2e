"""What the scheduled action of the pulls does beside the job queue."""

from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from odoo.addons.acct_link_batch.lib import errors
from odoo.addons.acct_link_batch.lib.problem import Problem
from odoo.addons.acct_link_batch.tests.common import BooksConnector
from odoo.addons.acct_link_pull.models.puller import LOCK_CLASS
from odoo.addons.acct_link_queue.tests.common import QueueCommon

from ..hooks import uninstall_hook
from ..models import interface as job
from ..models.puller import PULLS


class ReadConnector(BooksConnector):
    """Code lists are read, and nothing stands in them."""

    def _pull_codes(self, interface):
        if self.books.faults:
            raise self.books.faults.pop(0)
        self.books.sent.append(interface.id)


@tagged("post_install", "-at_install")
class TestQueuePull(QueueCommon):
    work = PULLS
    books_connector = ReadConnector

    def setUp(self):
        super().setUp()
        pulls = self.env["acct.link.pull"].sudo().search([])
        pulls.enabled = False
        pulls.requests = 0

    def _ask(self, interfaces):
        """A person presses Now. :return: acct.link.pull"""
        Pull = self.env["acct.link.pull"].sudo()
        Pull._ask("codes", interfaces.sudo(), self.env.user)
        ours = [("resource", "=", "codes"), ("interface_id", "in", interfaces.ids)]
        pulls = Pull.search(ours)
        pulls.enabled = False
        return pulls

    def _run_action(self):
        self.env.flush_all()
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            root = self.env.ref("base.user_root").id
            self.env(cr=cr, user=root, su=True)["acct.link.puller"]._cron_pull()
        self.env.invalidate_all()

    def test_without_a_runner_the_action_reads(self):
        pull = self._ask(self.interface)
        self._run_action()
        self.assertEqual(self.books.sent, [self.interface.id])
        self.assertEqual(pull.last_result, "done")
        self.assertFalse(self._find_jobs())

    def test_with_a_runner_a_job_reads(self):
        self._start_runner()
        pull = self._ask(self.interface)
        self._run_action()
        self._run_action()
        self.assertFalse(self.books.sent)
        made = self._find_jobs()
        self.assertEqual(made.records, self.interface)
        self.assertEqual((made.channel, made.state), ("root.acct_link", "pending"))
        self.assertEqual(made.name, f"Pull: {self.interface.name}")
        self.assertGreater(made.priority, 10, "behind uploads")
        self.assertTrue(made.job_function_id.allow_commit)
        self._perform(made)
        self.assertEqual(self.books.sent, [self.interface.id])
        self.assertEqual(pull.last_result, "done")
        self._run_action()
        self.assertEqual(self._find_jobs(), made, "nothing is left to do")

    def test_every_interface_has_a_job_of_its_own(self):
        self._start_runner()
        interfaces = self._add_interfaces(2)
        self._ask(interfaces)
        self._run_action()
        jobs = self._find_jobs()
        self.assertEqual(sorted(each.records.id for each in jobs), sorted(interfaces.ids))
        self._perform(jobs[1])
        self.assertEqual(self.books.sent, [jobs[1].records.id], "and reads that alone")

    def test_job_whose_time_is_up_is_followed_by_another(self):
        self._start_runner()
        self._ask(self.interface)
        self._run_action()
        made = self._find_jobs()
        made.state = "started"
        with patch.object(job, "MIN_TIME_PER_JOB", -1):
            self._perform(made)
        self.assertFalse(self.books.sent)
        self.assertEqual(self._find_jobs().mapped("state"), ["done", "pending"])
        self._perform(self._find_jobs() - made)
        self.assertEqual(self.books.sent, [self.interface.id])

    def test_stop_wakes_the_action_when_its_wait_is_over(self):
        self._start_runner()
        self._ask(self.interface)
        self._run_action()
        until = fields.Datetime.add(fields.Datetime.now(), minutes=30)
        self.books.faults = [errors.Postponed(Problem("busy"), until)]
        self._perform(self._find_jobs())
        self.assertIn(until, self._find_moments())
        self._run_action()
        self.assertEqual(len(self._find_jobs()), 1, "nothing is due")

    def test_action_takes_over_from_a_runner_that_is_stuck(self):
        self._start_runner()
        self._ask(self.interface)
        self._run_action()
        self._pass_time(self._find_jobs(), "date_created")
        self._run_action()
        self.assertEqual(self.books.sent, [self.interface.id])

    def test_action_leaves_a_job_alone_that_runs_for_long(self):
        self._start_runner()
        interfaces = self._add_interfaces(1)
        pulls = self._ask(interfaces)
        self._run_action()
        jobs = self._find_jobs()
        self._pass_time(jobs, "date_created")
        jobs[0].state = "started"
        self._pass_time(jobs[0], "date_started")
        running = pulls.filtered(lambda pull: pull.interface_id == jobs[0].records)
        lock = self._hold_lock("SELECT pg_try_advisory_lock(%s, %s)", (LOCK_CLASS, running.id))
        self._run_action()
        self.assertFalse(self.books.sent)
        lock.execute("SELECT pg_advisory_unlock_all()")
        self._run_action()
        self.assertEqual(len(self.books.sent), 2, "none runs any more")

    def test_jobs_go_with_the_add_on(self):
        self._start_runner()
        self._ask(self.interface)
        self._run_action()
        self.assertTrue(self._find_jobs())
        uninstall_hook(self.env)
        self.assertFalse(self._find_jobs())
