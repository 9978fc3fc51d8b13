"""What every table is made of: the types of columns, and the names of constraints."""

from datetime import UTC, datetime

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, MetaData, TypeDecorator

Number = BigInteger().with_variant(Integer, "sqlite")
"""A number that counts up by itself: SQLite does that for its own INTEGER alone."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time, kept in UTC: SQLite would forget the zone and hand back a naive one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn *value* to UTC.

        Raises:
            ValueError: it is naive, so nobody can tell when it was.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        in_utc = value.astimezone(UTC)
        return in_utc.replace(tzinfo=None) if dialect.name == "sqlite" else in_utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give *value* its zone back."""
        if value is None or dialect.name != "sqlite":
            return value
        return value.replace(tzinfo=UTC)


metadata = MetaData(
    # Named constraints, so that a later migration can drop one on any database.
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)
