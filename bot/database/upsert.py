"""Insert what may be there already: SQLite and PostgreSQL say it in the same words, SQLAlchemy in two modules."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Executable, Table


class InsertNew:
    """Inserts rows of some columns, but for those whose key is there.

    The statement is made once for a database: making it costs five times what running it does.
    """

    def __init__(self, table: Table, *columns: str) -> None:
        """Insert into *columns* of *table*, its whole primary key among them."""
        self._table = table
        self._columns = columns
        self._key = [column.name for column in table.primary_key]
        self._statements: dict[str, Executable] = {}

    def __call__(self, connection: Connection, **values: Any) -> bool:
        """Insert *values* by column; return whether the row is new."""
        return bool(self.many(connection, [values]))

    def many(self, connection: Connection, rows: Sequence[dict[str, Any]]) -> set[tuple[Any, ...]]:
        """Insert *rows*, no two of the same key, by one statement; return the keys of those that are new.

        A row that another process is inserting at the moment is waited for.
        """
        name = connection.dialect.name
        if name not in self._statements:
            self._statements[name] = self._make(name)
        values = [{column: row[column] for column in self._columns} for row in rows]
        return {tuple(row) for row in connection.execute(self._statements[name], values)}

    def _make(self, dialect: str) -> Executable:
        # One of the two is used, and loading both takes long.
        if dialect == "postgresql":
            from sqlalchemy.dialects.postgresql import insert  # noqa: PLC0415

            return insert(self._table).on_conflict_do_nothing().returning(*self._table.primary_key)
        from sqlalchemy.dialects.sqlite import insert as insert_sqlite  # noqa: PLC0415

        return insert_sqlite(self._table).on_conflict_do_nothing().returning(*self._table.primary_key)
