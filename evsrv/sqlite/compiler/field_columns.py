"""The columns of the `events` table, by field. Request text never becomes a column name."""

from collections.abc import Mapping

from evsrv.core.fields import FIELDS
from evsrv.core.sql import Sql

COLUMNS: Mapping[str, Sql] = {
    name: Sql("e." + "".join(f"_{c.lower()}" if c.isupper() else c for c in name))
    for name in FIELDS
}
