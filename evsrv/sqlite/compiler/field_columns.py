"""The columns of the `events` table, by field. Text of a request never becomes a column name."""

from collections.abc import Mapping

from evsrv.core.fields import FIELDS
from evsrv.core.sql import Sql

COLUMNS: Mapping[str, Sql] = {name: Sql(f"e.{field.column}") for name, field in FIELDS.items()}
