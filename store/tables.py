"""A model's table, for queries that read many rows and want columns rather than objects."""

from sqlalchemy import Table

from models import Record


def table(model: type[Record]) -> Table:
    """The table of `model`."""
    return model.metadata.tables[str(model.__tablename__)]
