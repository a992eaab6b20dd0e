"""How Alembic runs our migrations: within the transaction of the connection that it is given."""

from __future__ import annotations

from alembic import context

from web.store.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
