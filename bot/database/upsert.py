"""Insert what may be there already, in SQL that every database speaks."""

from sqlalchemy import Insert, Table, and_, bindparam, exists, insert, select


def insert_new(table: Table, *names: str) -> Insert:
    """Return a statement that inserts a row into *table* unless one with its key is there; ``rowcount`` tells.

    SQLite and PostgreSQL each have words of their own for this; here it is one plain statement. Where another process
    inserts the same row at the same moment it raises IntegrityError, and `Writer` runs the write once more.

    Args:
        table: the table.
        names: the columns that get a value, the whole primary key among them; the parameters have the same names.
    """
    values = {name: bindparam(name, type_=table.c[name].type) for name in names}
    there = exists().where(and_(*(column == values[column.name] for column in table.primary_key)))
    return insert(table).from_select(list(names), select(*values.values()).where(~there))
