"""The add-ons come to a database that was in use before, are used, and go again.

Odoo installs and uninstalls them in processes of its own; another one looks at every table.
"""

import pathlib
import sys
from dataclasses import dataclass

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "dev"))

from odoo.tools import config  # noqa: E402

from database import ADD_ONS  # noqa: E402
from lifecycle import DOCUMENTS, Lifecycle, Snapshot  # noqa: E402

pytestmark = pytest.mark.every_case

INVOICES, USED = 200, 20
CONNECTORS = {"acct_link_csv", "acct_link_xero", "acct_link_xero_timesheet"}
# The link into the accounting system, whether somebody is signed in there, and its name.
OF_THE_CONNECTOR = {"system_name", "remote_url", "sign_in_state", "problem_text", "problem_advice"}
# Those of them without its name.
OF_THE_FILES = {"current_file_id", "file_id", "file_ids", "is_repeat", "system_name"}
OF_EXPENSES = {"kind_label", "paid_from_id", "sends_expenses"}
OF_FOLLOW_UPS = {"can_update", "can_void", "is_deleted_there", "operation_ids"}
OF_MATCHING = {"asked_count", "contact_policy", "is_to_match", "unmatched_count"}
OF_RELEASE = {"maker_names", "may_release", "waits_for_release"}
OF_RELEASE |= {f"released_{name}" for name in ("at", "by", "print")}
OF_ADD_ONS = OF_THE_FILES | OF_EXPENSES | OF_FOLLOW_UPS | OF_MATCHING | OF_RELEASE
OF_ADD_ONS |= {"origin", "lacks_options"}


@dataclass
class Life:
    """What was seen of it."""

    before: Snapshot
    installed: Snapshot  # of what there was before
    versions: list  # of the documents: before the update, after it
    history: dict
    retired: dict  # the history without the connector
    secrets: list
    removed: Snapshot


@pytest.fixture(scope="module")
def life():
    """Odoo may not say a warning in all of it."""
    there = Lifecycle("_".join(["life", *(config["db_name"] or [])]), INVOICES, customers=40)
    try:
        # Then the list of modules is up to date. With the job queue what stands beside it comes;
        # timesheets bring tables of their own.
        there.install("account_debit_note", "queue_job", "hr_timesheet")
        before = there.take_snapshot()
        versions = [there.get_versions()]
        there.install(*ADD_ONS)
        versions.append(there.get_versions())
        installed = there.take_snapshot(like=before)
        there.use(USED)
        history = there.read_history()
        versions.append(there.get_versions())
        there.update(*ADD_ONS)
        versions.append(there.get_versions())
        there.uninstall(*CONNECTORS)
        secrets = there.execute(
            "SELECT client_secret, access_token, refresh_token, lapsed FROM acct_link_token"
        )
        there.uninstall(*set(ADD_ONS) - CONNECTORS - {"acct_link_batch"})
        retired = there.read_history()
        there.uninstall("acct_link_batch")
        removed = there.take_snapshot()
        yield Life(before, installed, versions, history, retired, secrets, removed)
    finally:
        there.close()


def test_installing_and_updating_write_no_document(life):
    assert life.versions[0] == life.versions[1]
    assert life.versions[2] == life.versions[3]
    for table in DOCUMENTS:
        assert life.before.rows[table] == life.installed.rows[table]


def test_a_snapshot_sees_what_is_there(life):
    """Else the last test could not fail."""
    assert life.before.rows["account_move"][0] > INVOICES
    assert any("acct_link_batch_line" in part for part in life.before.differences(life.installed))


def test_without_its_connector_the_history_is_read_as_before(life):
    assert {name: len(records) for name, records in life.history.items()} == {
        "batch": 2,
        "batch.line": 2 * USED,
        "request": len(life.history["request"]),
        "interface": 1,
        "parking": USED,
    }
    [interface], [retired] = life.history["interface"], life.retired["interface"]
    assert (interface["active"], retired["active"]) == (True, False)
    requests = [
        {key: value for key, value in each.items() if key not in OF_ADD_ONS}
        for each in life.history["request"]
    ]
    assert life.retired["request"] == requests
    assert life.retired["parking"] == life.history["parking"]
    for name in ("batch", "batch.line"):
        for before, after in zip(life.history[name], life.retired[name], strict=True):
            # Columns that the other add-ons had added.
            gone = before.keys() - after.keys() - OF_ADD_ONS
            assert all(key.startswith(("xero_", "csv_")) for key in gone), gone
            different = {key for key in after if before[key] != after[key]}
            assert different <= OF_THE_CONNECTOR, (before, after)
            if problem := before.get("problem_text"):
                assert after["problem_text"] == problem.replace("Xero", "the accounting system")


def test_without_its_connector_the_secrets_are_forgotten(life):
    assert life.secrets == [(None, None, None, True)]


def test_uninstalling_leaves_the_database_as_it_was(life):
    assert life.before.differences(life.removed) == []
