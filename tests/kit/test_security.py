"""What opens the books is where it is kept and nowhere else; and each role may do what it may."""

import pytest

pytestmark = pytest.mark.on_every_system

# Where texts of a run could end.
TABLES = r"^(acct_link_.*|mail_message|mail_tracking_value|ir_logging|ir_config_parameter|bus_bus)$"


def find_text(linked, text):
    """:return: the tables in which it stands, but for columns that hold secrets"""
    kept = linked.system.secret_columns
    tables = linked.execute(
        "SELECT table_name FROM information_schema.tables"
        " WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name ~ %s",
        (TABLES,),
    )
    return [
        table
        for (table,) in tables
        if linked.execute(
            f"SELECT 1 FROM {table} t WHERE (to_jsonb(t) - %s::text[])::text LIKE %s LIMIT 1",
            (list(kept.get(table, ())), f"%{text}%"),
        )
    ]


def test_secrets_are_nowhere_else(linked):
    """After an upload that met every fault which is told of in logs and in the journal."""
    linked.renew(linked.system.few)
    secrets = linked.system.get_secrets(linked)
    assert secrets
    for kind in ("garbage", "status_500_after", "truncated", "refuse_whole", "forbidden"):
        linked.stand_in.control("faults", **linked.system.any_write.fault(kind))
        linked.finish(2)
        linked.sign_in()
    secrets += linked.system.get_secrets(linked)
    log = linked.workers.log.read_text()
    assert "acct_link" in log
    for secret in set(secrets):
        assert secret not in log
        assert find_text(linked, secret) == []
    for table, columns in linked.system.secret_columns.items():
        assert linked.execute(f"SELECT count({columns[0]}) > 0 FROM {table}") == [(True,)]


def test_roles_may_do_what_they_may(linked):
    linked.renew(linked.system.few)
    linked.finish()
    names = {"guarded": linked.system.guarded_fields, "actions": linked.system.guarded_actions}
    assert linked.workers.run("find_breaches", **names) == []
