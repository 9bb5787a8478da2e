"""Documents copied by SQL from a few that Odoo itself has posted: ten thousand take seconds."""

import contextlib

from psycopg2 import sql

from postgres import connect


def copy_documents(dbname, documents, customers, bills_repeat=True):
    """Add posted documents of new customers, numbered COPY/00001 on.

    :param bills_repeat: whether the numbers of bills repeat from one supplier to the next
    """
    with contextlib.closing(connect(dbname)) as connection, connection.cursor() as cr:
        cr.execute(
            """
            CREATE TEMP TABLE customer AS
                SELECT n, nextval('res_partner_id_seq') AS id,
                       'Customer ' || to_char(n, 'FM00000') || ' Ltd' AS name
                  FROM generate_series(1, %(customers)s) n;
            CREATE TEMP TABLE document AS
                SELECT d.n, nextval('account_move_id_seq') AS id, source.id AS source_id,
                       customer.id AS customer_id, customer.name AS customer_name,
                       'COPY/' || to_char(d.n, 'FM00000') AS name,
                       'S-' || d.n / %(share)s AS ref
                  FROM generate_series(1, %(documents)s) d(n)
                  JOIN (SELECT id, count(*) OVER () AS count,
                               row_number() OVER (ORDER BY name) AS n
                          FROM account_move WHERE name LIKE 'SOURCE/%%') source
                    ON source.n = 1 + d.n %% source.count
                  JOIN customer ON customer.n = 1 + d.n %% %(customers)s;
            CREATE TEMP TABLE line AS
                SELECT nextval('account_move_line_id_seq') AS id, source.id AS source_id,
                       document.id AS move_id, document.name, customer_id
                  FROM document JOIN account_move_line source ON move_id = document.source_id
              ORDER BY document.n, source.id
            """,
            {
                "documents": documents,
                "customers": customers,
                "share": customers if bills_repeat else 1,
            },
        )
        _copy(
            cr,
            "res_partner",
            "customer",
            "(SELECT partner_id FROM account_move WHERE name = 'SOURCE/1')",
            id="customer.id",
            commercial_partner_id="customer.id",
            name="customer.name",
            complete_name="customer.name",
            email="'office@customer-' || customer.n || '.example'",
        )
        _copy(
            cr,
            "account_move",
            "document",
            "document.source_id",
            id="document.id",
            name="document.name",
            ref="CASE WHEN source.move_type LIKE 'in%%' THEN document.ref ELSE source.ref END",
            payment_reference="document.name",
            sequence_prefix="'COPY/'",
            sequence_number="document.n",
            partner_id="customer_id",
            commercial_partner_id="customer_id",
            partner_shipping_id="customer_id",
            invoice_partner_display_name="customer_name",
        )
        _copy(
            cr,
            "account_move_line",
            "line",
            "line.source_id",
            id="line.id",
            move_id="line.move_id",
            move_name="line.name",
            partner_id="customer_id",
        )
        for relation in (
            "account_move_line_account_tax_rel",
            "account_account_tag_account_move_line_rel",
        ):
            _copy(
                cr,
                relation,
                "line",
                "line.source_id",
                key="account_move_line_id",
                account_move_line_id="line.id",
            )
        cr.execute("ANALYZE res_partner, account_move, account_move_line")


def _copy(cr, table, plan, source, key="id", **changes):
    """Copy rows of a table, one for each row of the table `plan`.

    :param source: expression for the `key` of the row to copy
    :param changes: {column: expression}
    """
    cr.execute("SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table])
    columns = [column for (column,) in cr.fetchall()]
    values = [
        sql.SQL(changes[column]) if column in changes else sql.Identifier("source", column)
        for column in columns
    ]
    cr.execute(
        sql.SQL(
            "INSERT INTO {table} ({columns})"
            " SELECT {values} FROM {plan} JOIN {table} source ON source.{key} = {source}"
        ).format(
            table=sql.Identifier(table),
            columns=sql.SQL(", ").join(map(sql.Identifier, columns)),
            values=sql.SQL(", ").join(values),
            plan=sql.Identifier(plan),
            key=sql.Identifier(key),
            source=sql.SQL(source),
        )
    )
