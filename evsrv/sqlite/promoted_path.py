"""Promoted paths: values of JSON fields that the `events` table has in columns of their own too.

A column in an index is read without the document; for an index on an expression SQLite 3.40 reads
the document all the same. What the columns hold is said here, and read in `sql/values.py`.
"""

from collections.abc import Mapping
from types import MappingProxyType

from attrs import frozen

from evsrv.core.fields import FIELDS
from evsrv.core.json_text import canonical
from evsrv.core.kinds import Kind
from evsrv.core.sql import Sql, sql
from evsrv.sqlite.compiler.json_path import literal_path

DOCUMENTS: Mapping[str, str] = MappingProxyType(
    {name: field.column for name, field in FIELDS.items() if field.kind is Kind.DOCUMENT}
)
"""The column of each JSON field."""


JsonPath = tuple[str, tuple[str, ...]]
"""A JSON field's name, and a path in it that `literal_path` can write."""


@frozen(cache_hash=True)
class PromotedPath:
    """A path with its two columns, which are named by a number and by nothing that anyone sends."""

    slot: int
    field: str
    path: tuple[str, ...]

    @property
    def place(self) -> JsonPath:
        """Where in the documents the value is."""
        return self.field, self.path

    @property
    def columns(self) -> tuple[str, str]:
        """The columns for the value and its JSON.

        The value is what json_extract gives: text, a number, 1 or 0 for a boolean, JSON text for an
        array or object. The JSON is its text as it is stored, but NULL where the value tells it: of
        a string, an integer and null.
        """
        return columns_of_slot(self.slot)

    def contents(self, document: Sql) -> tuple[Sql, Sql]:
        """Write what belongs into the columns, given the document."""
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
    """Name the two columns of a slot."""
    return f"promoted_{slot}", f"promoted_{slot}_json"


def path_name(place: JsonPath) -> str:
    """Spell a path: parts joined by dots, or as a JSON array where a part has a dot itself."""
    parts = (place[0], *place[1])
    return canonical(parts) if any("." in part for part in parts) else ".".join(parts)
