"""Firms of one database, each with books of its own at one stand-in, and a server with workers for
their jobs.
"""

import re
import time

from database import TEST_ADDONS_PATH
from kit.stage.fixture import COMPANY, OPEN, Fixture
from kit.systems import get_system
from odoo_server import OdooServer, free_port
from postgres import Failure

LAYOUT = [("out_invoice", [(1, 100.0, 0, 15)])]
KEY = "key-of-a-firm"
# The limit of calls at once is that of one firm's books, and this stands in for those of all.
SETTINGS = {"minute_limit": 1_000_000, "at_once_limit": 1000, "lenient": True}
SECONDS = 60  # until it is given up
# Whose connection holds which advisory lock of a database: [(application, objid)].
HOLDERS = """
    SELECT DISTINCT application_name, objid::bigint FROM pg_locks JOIN pg_stat_activity USING (pid)
     WHERE locktype = 'advisory' AND granted AND datname = current_database()
"""


class JobFirms(Fixture):
    """The stand-in takes everything twice: what is sent twice is there twice."""

    add_ons = ("acct_link_batch", "test_acct_link", "acct_link_queue")

    def __init__(self, purpose, firms, documents):
        """:param firms: how many; :param documents: of each"""
        self.firms, self.documents = firms, documents
        system = get_system("ledger")
        super().__init__(purpose, firms * documents, firms * 3, LAYOUT, system=system)

    def _link_first(self):
        names = self.workers.run(
            "bench.firms.open_firms", company=COMPANY, count=self.firms, documents=self.documents
        )
        self._tenants = {name: name.replace(" ", "") for name in names}
        self._open_books()
        for name, tenant in self._tenants.items():
            self.workers.run(
                "kit.systems.ledger.link",
                company=name,
                ledger_url=self.stand_in.url,
                ledger_books=tenant,
                ledger_key=KEY,
                answer_timeout=2,
                settle_margin=-4,
            )

    def _open_books(self):
        for name, tenant in self._tenants.items():
            self.stand_in.control(
                "bookkeeper", action="open", tenant=tenant, name=name, currency="NZD", key=KEY
            )

    # === THE SERVER === #

    def serve(self, channels, workers, variables=None):
        """:param channels: as an administrator writes them for queue_job; empty: without its runner
        :param variables: {name: value} of the server's environment
        """
        # It has nothing else to do: what is scheduled for every day was done today.
        self.execute("UPDATE ir_cron SET nextcall = now() AT TIME ZONE 'UTC' + interval '1 day'")
        return OdooServer(
            self.dbname,
            free_port(),
            variables={"ODOO_QUEUE_JOB_CHANNELS": channels, **(variables or {})},
            addons_path=TEST_ADDONS_PATH,
            server_wide_modules="base,rpc,web" + (channels and ",queue_job"),
            workers=workers,
        ).start()

    def find_runner(self):
        """:return: pid of the process that asks workers to run jobs; None: there is none"""
        for application, _objid in self.execute(f"{HOLDERS} AND objsubid = 1"):
            return int(re.fullmatch(r"odoo-(\d+)", application)[1])
        return None

    def find_holders(self):
        """:return: {id of an interface: pid of the process that uploads it}"""
        # Not above: add-ons are there only when a database is.
        from odoo.addons.acct_link_batch.models.upload.upload import LOCK_CLASS

        query = f"{HOLDERS} AND classid = {LOCK_CLASS} AND objsubid = 2"
        held = self.execute(query)
        if len({interface_id for _name, interface_id in held}) != len(held):
            raise Failure(f"Several processes hold one interface: {held}")
        # Through PgBouncer the application is not told.
        return {interface_id: int(name.removeprefix("odoo-") or 0) for name, interface_id in held}

    # === THE WORK === #

    def prepare(self, **settings):
        """Clean books, no jobs, nothing uploaded."""
        self.wait(lambda: not self.read_jobs("state IN ('pending', 'enqueued', 'started')"))
        self.stand_in.reset(**{**SETTINGS, **settings})
        self._open_books()
        self._forget()
        self.execute("DELETE FROM queue_job")
        self.execute("DELETE FROM ir_cron_progress")

    def press(self):
        """Batch all documents, and press Upload on the batch of every firm."""
        self.workers.run("bench.firms.press_upload")

    def is_through(self):
        [[left]] = self.execute(f"SELECT count(*) FROM acct_link_batch_line WHERE state IN {OPEN}")
        return not left

    def count_of_action(self):
        """:return: how many documents the scheduled action dealt with itself"""
        return self.execute("SELECT coalesce(sum(done), 0) FROM ir_cron_progress")[0][0]

    def read_jobs(self, condition="TRUE"):
        """:return: [{interface_id, state, pid, retry, uuid}]"""
        names = ("interface_id", "state", "pid", "retry", "uuid")
        return [
            dict(zip(names, row, strict=True))
            for row in self.execute(
                "SELECT split_part(identity_key, ':', 2)::int, state, worker_pid, retry, uuid"
                f" FROM queue_job WHERE {condition} ORDER BY id"
            )
        ]

    def wait(self, condition, look=None, seconds=SECONDS):
        """Until something is so. :param look: called again and again meanwhile"""
        deadline = time.monotonic() + seconds
        while not condition():
            if look:
                look()
            if time.monotonic() > deadline:
                raise Failure(f"It has not come about after {seconds} s: {self.read_jobs()}")
            time.sleep(0.05)


class PullFirms(JobFirms):
    """Firms that read the code lists of their books."""

    add_ons = (*JobFirms.add_ons[:2], "acct_link_pull", "acct_link_queue", "acct_link_queue_pull")

    def prepare(self, **settings):
        """And nothing was read."""
        super().prepare(**settings)
        self.execute("DELETE FROM acct_link_pull_run; UPDATE acct_link_pull SET requests = 0")

    def ask_for_codes(self):
        """A person presses Now on every interface. :return: [id of an interface]"""
        return self.workers.run("jobs.firms.press_now")

    def count_answered(self):
        """:return: how many of them were read since they were last asked for"""
        [[count]] = self.execute(
            "SELECT count(DISTINCT p.id) FROM acct_link_pull p JOIN acct_link_pull_run r"
            " ON r.pull_id = p.id AND r.answers = p.requests AND r.result <> 'running'"
            " WHERE p.requests > 0"
        )
        return count

    def read_results(self):
        return {result for (result,) in self.execute("SELECT result FROM acct_link_pull_run")}


# === WITHIN ODOO === #


def press_again_and_again(env, times):
    """Press Upload on one batch of a document each; whoever is woken, is woken so often."""
    from kit.stage.tasks import find_copies

    moves = find_copies(env, None)
    moves = moves.filtered(lambda move: move.company_id == moves[0].company_id)
    for number in range(times):
        action = moves[number].action_acct_link_batch()
        env["acct.link.batch"].browse(action["res_id"]).action_upload()
        env.cr.commit()


def press_now(env):
    """Let the code lists of every interface be read at once. :return: [id of an interface]"""
    pulls = env["acct.link.pull"].search([("resource", "=", "codes")])
    pulls._request(env.user)
    return pulls.interface_id.ids
