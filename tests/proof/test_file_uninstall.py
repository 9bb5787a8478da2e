"""The add-on of the import files goes, once every file is answered for; what it exported stays."""

import base64
import pathlib
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "dev"))

from odoo.tools import config  # noqa: E402

from database import LOGS, check_log, odoo_conf, run_odoo  # noqa: E402
from kit.stage.fixture import FileFixture  # noqa: E402

pytestmark = pytest.mark.every_case

DOCUMENTS = 8


def uninstall(filed):
    """:return: (whether it is gone, log of Odoo)"""
    filed.workers.stop()
    log = LOGS / f"{filed.dbname}.log"
    command = ("module", "uninstall")
    failed = run_odoo(odoo_conf(filed.dbname, 0), ("acct_link_csv",), log, command=command)
    return not failed, log


def test_files_outlive_their_addon():
    filed = FileFixture("_".join(["files_life", *(config["db_name"] or [])]), DOCUMENTS, 4)
    states = "SELECT state, count(*) FROM acct_link_batch_line GROUP BY state"
    try:
        filed.renew(DOCUMENTS)
        filed.finish()
        assert filed.judge() == {}
        [(name, content)] = filed.read_files()
        # Nobody has said yet what became of the file.
        gone, log = uninstall(filed)
        assert not gone
        assert "Was it imported?" in log.read_text()
        filed._start()
        assert filed.judge() == {}
        filed.workers.run("confirm_import")
        gone, log = uninstall(filed)
        assert gone
        check_log(log)
        filed._start()
        assert filed.execute("SELECT active FROM acct_link_interface") == [(False,)]
        assert filed.execute(states) == [("uploaded", DOCUMENTS)]
        assert filed.workers.run("read_journal_files") == [
            {"name": name, "content": base64.b64encode(content).decode()}
        ]
    finally:
        filed.close()
