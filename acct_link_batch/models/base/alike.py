"""Looking for records by a text whose spelling differs."""

from odoo.fields import Domain
from odoo.tools import SQL

from ...lib.matching import SKELETON_SQL, skeleton


def alike(field_name, texts):
    """The records among which those are whose text is one of these in a normal form of
    `lib.matching`: the caller compares them. Quick where the field has an index on
    `alike_column(field_name)`.

    :param field_name: of a plain Char; :param texts: [str]; :return: Domain
    """
    skeletons = list({skeleton(text) for text in texts})

    def to_sql(records, alias, query):
        column = records._field_to_sql(alias, field_name, query)
        return SQL("%s = ANY(%s)", SQL(SKELETON_SQL.format("%s"), column), skeletons)

    return Domain.custom(to_sql=to_sql)


def alike_column(column):
    """:return: the expression for an index"""
    return f"({SKELETON_SQL.format(column)})"
