"""Alembic's entry: runs on the connection that `actions.migrate` opened, inside its transaction."""

from __future__ import annotations

from alembic import context

from actions.models import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, compare_type=True)
context.run_migrations()
