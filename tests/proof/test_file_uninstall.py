"""The connector of the import files goes; what it exported stays, and can be fetched."""

import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "dev"))

from odoo.tools import config  # noqa: E402

from database import LOGS, check_log, odoo_conf, run_odoo  # noqa: E402
from kit.stage.fixture import FileFixture  # noqa: E402

DOCUMENTS = 8


def test_files_outlive_their_connector():
    filed = FileFixture("_".join(["files_life", *(config["db_name"] or [])]), DOCUMENTS, 4)
    try:
        filed.renew(DOCUMENTS)
        filed.finish()
        assert filed.judge() == {}
        [(name, content)] = filed.read_files()
        filed.workers.stop()
        log = LOGS / f"{filed.dbname}.log"
        conf = odoo_conf(filed.dbname, 0)
        assert not run_odoo(conf, ("acct_link_csv",), log, command=("module", "uninstall"))
        check_log(log)
        filed._start()
        # Read through the model as a download reads it, compared with its digest.
        assert filed.read_files() == [(name, content)]
        filed.workers.run("press_download")
        assert filed.execute("SELECT downloaded_at IS NOT NULL FROM acct_link_file") == [(True,)]
        assert filed.execute("SELECT active FROM acct_link_interface") == [(False,)]
        states = "SELECT state, count(file_id) FROM acct_link_batch_line GROUP BY state"
        assert filed.execute(states) == [("exported", DOCUMENTS)]
        # Who imported it can still say so.
        filed.workers.run("confirm_import")
        assert filed.execute(states) == [("uploaded", DOCUMENTS)]
    finally:
        filed.close()
