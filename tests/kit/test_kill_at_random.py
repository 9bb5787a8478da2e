"""Processes that die at any moment, and a whole Odoo server that does."""

from database import TEST_ADDONS_PATH
from kit.cases import assert_exact, wait_until
from kit.kill import kill
from odoo_server import OdooServer, free_port
from postgres import execute


def test_random_kills(linked):
    say = []
    assert kill(linked, linked.system.many, seed=7, kills=3, say=say.append) == 3, say
    assert_exact(linked, linked.system.many)


def test_killed_server_goes_on_by_itself(linked):
    """A whole Odoo server: when it is up again, its scheduled action takes up what was left."""
    linked.renew(linked.system.few)
    linked.execute("UPDATE acct_link_interface SET paused = TRUE")
    server = OdooServer(linked.dbname, free_port(), addons_path=TEST_ADDONS_PATH)
    try:
        server.start()
        call = linked.system.writes["invoice"]
        linked.stand_in.control("faults", **call.fault("kill", pid=server.pid, point="committed"))
        linked.workers.run("unpause")
        wait_until(lambda: linked.count_calls(call))
        server.kill()  # the dead want to be buried
        assert linked.count_open()
        server.start()
        # A server looks at its scheduled actions once a minute; a knock saves the wait.
        execute(f"NOTIFY cron_trigger, '{linked.dbname}'")
        wait_until(lambda: not linked.count_open())
    finally:
        server.stop()
    assert_exact(linked)
