"""What Alembic runs: the migrations, on the connection that `Database` handed over."""

from __future__ import annotations

from alembic import context

from assist.engines.store.schema import metadata


def run() -> None:
    connection = context.config.attributes["connection"]
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
    context.run_migrations()


run()
