"""Runs the migrations on the connection that `store.schema` hands over."""

from alembic import context

from models import TABLES

connection = context.config.attributes.get("connection")
if connection is None:
    raise SystemExit("Migrations run when a cabinet is opened. There is nothing to run by hand.")
context.configure(connection=connection, target_metadata=TABLES, compare_type=True)
with context.begin_transaction():
    context.run_migrations()
