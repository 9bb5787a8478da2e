"""A round trip with Xero's own client for Node, as it is published: signing in with OpenID Connect,
writing, reading, sending back what was read. `dev/node.sh` fetches it.
"""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from sandbox.xero import CLIENT_ID, CLIENT_SECRET, NZ_TENANT

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
HERE = Path(__file__).parent
SCRIPT = HERE / "xero_node.js"
FETCHER = HERE.parents[1] / "dev" / "node.sh"
VERSION = re.search(r"^version=(\S+)$", FETCHER.read_text(), re.MULTILINE)[1]
FOLDER = CACHE / "acct_link" / f"xero-node-{VERSION}"
SCOPES = (
    "openid profile email offline_access accounting.settings accounting.contacts"
    " accounting.invoices accounting.payments accounting.attachments"
)
# Odoo bounds the address space of its process, and Node reserves a lot of it.
UNBOUNDED = ("sh", "-c", 'ulimit -S -v unlimited; exec "$@"', "sh")
if not shutil.which("node"):
    pytest.skip("node is not installed", allow_module_level=True)
if not (FOLDER / "node_modules" / "xero-node").is_dir():
    pytest.skip("xero-node is not here: dev/node.sh fetches it", allow_module_level=True)


def test_xeros_client_for_node_finds_its_way(server, xero):
    sign_in = {"clientId": CLIENT_ID, "clientSecret": CLIENT_SECRET, "tenant": NZ_TENANT}
    done = subprocess.run(
        [*UNBOUNDED, "node", str(SCRIPT), str(FOLDER), server.url],
        env={**os.environ, "SIGN_IN": json.dumps(sign_in), "SCOPES": SCOPES},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "issuer": "https://identity.xero.com",
        "tenants": [["Demo NZ Ltd", "NZD"], ["Demo AU Pty Ltd", "AUD"]],
        "account": "Sales",
        "rate": 15,
        "theme": "Standard",
        "options": ["North", "South", "Islands"],
        "made": [["OK", 76.67], ["ERROR", None]],
        "notes": [["NODE-C1", 76.67]],
        "text": "Design\r\nand build",
        "credited": [6.67, 70],
        "updated": ["J100", 76.67],
        "payment": ["AUTHORISED", "DELETED"],
        "history": ["sent from Node"],
        "files": [["a b.pdf", 13]],
        "online": True,
        "refused": [400, 404],
    }
    assert xero.rows("invoices")[0]["sent_to_contact"] is True
