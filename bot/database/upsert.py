"""Insert what may be there already, in SQL that every database speaks."""

from collections.abc import Mapping

from sqlalchemy import Connection, Table, and_, exists, insert, literal, select


def insert_new(connection: Connection, table: Table, values: Mapping[str, object]) -> bool:
    """Insert *values*, which hold the whole primary key of *table*, unless a row with that key is there.

    SQLite and PostgreSQL each have words of their own for this; here it is one plain statement. Where another process
    inserts the same row at the same moment it raises IntegrityError, and `Writer` runs the write once more.

    Returns:
        Whether the row is new.
    """
    there = exists().where(and_(*(column == values[column.name] for column in table.primary_key)))
    row = select(*(literal(value, table.c[name].type) for name, value in values.items())).where(~there)
    return connection.execute(insert(table).from_select(list(values), row)).rowcount > 0
