"""Promoted paths: values in JSON fields that `events` also has in materialized columns.

A column in an index is read without the document; with an index on an expression SQLite 3.40 reads
the document all the same.

A path has two columns, by the type of the value. `compiler/json_values.py` reads them:

| JSON value | value column | JSON column |
| --- | --- | --- |
| missing, null | NULL | NULL |
| string | its text | NULL |
| integer | its number | NULL |
| real | its number | its JSON text |
| true, false | 1, 0 | `true`, `false` |
| array, object | its JSON text | its JSON text |
"""

from collections.abc import Mapping
from types import MappingProxyType

from attrs import frozen

from evsrv.core.datasets import EVENTS
from evsrv.core.json_text import canonical
from evsrv.core.kinds import Kind
from evsrv.core.sql import Sql, sql
from evsrv.sqlite.compiler.json_path import literal_path

DOCUMENTS: Mapping[str, str] = MappingProxyType(
    {name: field.column for name, field in EVENTS.fields.items() if field.kind is Kind.DOCUMENT}
)
"""The column of each JSON field."""

JsonPath = tuple[str, tuple[str, ...]]
"""A JSON field's name, and a path in it that `literal_path` can write."""


@frozen(cache_hash=True)
class PromotedPath:
    """A path and its slot, whose number names the columns: no text from outside does."""

    slot: int
    field: str
    path: tuple[str, ...]

    @property
    def json_path(self) -> JsonPath:
        """Return the field and the path in it."""
        return self.field, self.path

    @property
    def columns(self) -> tuple[str, str]:
        """Return the names of the value column and the JSON column."""
        return columns_of_slot(self.slot)

    def column_expressions(self, document: Sql) -> tuple[Sql, Sql]:
        """Render the values of the two columns, given the document."""
        path = literal_path(self.path)
        if path is None:
            raise ValueError(f"{self.path} has no literal path")
        return (
            sql("json_extract({}, {})", document, path),
            sql(
                "CASE WHEN json_type({}, {}) NOT IN ('null', 'text', 'integer') THEN {} -> {} END",
                *[document, path] * 2,
            ),
        )


PromotedPaths = tuple[PromotedPath, ...]


def columns_of_slot(slot: int) -> tuple[str, str]:
    """Return the names of a slot's value column and JSON column."""
    return f"promoted_{slot}", f"promoted_{slot}_json"


def path_name(path: JsonPath) -> str:
    """Render a path: parts joined by dots, or a JSON array if a part has a dot itself."""
    parts = (path[0], *path[1])
    return canonical(parts) if any("." in part for part in parts) else ".".join(parts)
