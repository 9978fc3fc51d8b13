"""Insert what may be there already, in SQL that every database speaks."""

from typing import Any

from sqlalchemy import Connection, Table, and_, bindparam, exists, insert, select


class InsertNew:
    """Inserts a row of some columns unless one with the same primary key is there.

    SQLite and PostgreSQL each have words of their own for this; here it is one plain statement, made once: making it
    costs five times what running it does.
    """

    def __init__(self, table: Table, *columns: str) -> None:
        """Insert into *columns* of *table*, its whole primary key among them."""
        # The columns' own names are SQLAlchemy's in an INSERT.
        values = {name: bindparam(f"new_{name}", type_=table.c[name].type) for name in columns}
        there = exists().where(and_(*(column == values[column.name] for column in table.primary_key)))
        self._statement = insert(table).from_select(list(columns), select(*values.values()).where(~there))

    def __call__(self, connection: Connection, **values: Any) -> bool:
        """Insert *values* by column.

        Where another process inserts the same row at the same moment it raises IntegrityError, and `Writer` runs the
        write once more.

        Returns:
            Whether the row is new.
        """
        new = {f"new_{name}": value for name, value in values.items()}
        return connection.execute(self._statement, new).rowcount > 0
