"""The ledger of many students as columns, straight from the database: no row becomes an object on the way."""

from pathways.queries.columns.carrying import carried
from pathways.queries.columns.portions import Portion, Span, Students, portions
from pathways.queries.columns.reading import read_columns

__all__ = ["Portion", "Span", "Students", "carried", "portions", "read_columns"]
