"""Run by Alembic: migrates over the connection that `bot.database.migrate` hands in.

A new revision is written by hand after the pattern of the newest file, and listed in `bot.database.migrations`; there
is no alembic.ini, because nobody migrates from outside the program.
"""

from alembic import context

from bot.database.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # SQLite cannot alter a table in place; Alembic then copies it.
    render_as_batch=True,
    # The transaction is the caller's, so that a failed migration leaves nothing behind.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
