"""The value that a term works on: one value of a row, as SQL."""

from enum import Flag, auto
from typing import Protocol

from evsrv.core.fields import Kind
from evsrv.core.sql import Sql


class JsonType(Flag):
    """A type of JSON values (RFC 8259), joined with `|`. `Value.is_null` tests for null."""

    STRING = auto()
    NUMBER = auto()
    BOOLEAN = auto()
    ARRAY = auto()
    OBJECT = auto()


class Value(Protocol):
    """One value of a row, in the parts that terms need.

    Every part is an SQL expression that can be embedded as it is. It is NULL if the value is null;
    a JSON null and a missing member both are. A part that the kind of value does not have is the
    expression NULL.

    Parts that are named for a type (`string`, `boolean`, `number`, `instant`) have that type in
    every row and mean the same in every engine. `plain` has the type of the value in the row, so a
    comparison of it needs `is_type` beside it; an index on the value serves `plain` only.
    """

    @property
    def kind(self) -> Kind:
        """The single kind of the value."""

    @property
    def is_null(self) -> Sql:
        """Whether the value is null: a condition that is never NULL."""

    def is_type(self, types: JsonType) -> Sql:
        """Render the condition that the value has one of these JSON types.

        Text fields and time fields are strings in JSON, number fields are numbers. Of null the
        condition is false or NULL.
        """

    @property
    def plain(self) -> Sql:
        """The value in the type that the row has.

        Text; a number; epoch milliseconds for a time field; for JSON the result of json_extract:
        text, a number, 1 or 0 for a boolean, JSON text for an array or object.
        """

    @property
    def text(self) -> Sql:
        """The text of the value in results: a string as it is, anything else as JSON text."""

    @property
    def string(self) -> Sql:
        """The text of a text field, a JSON string or a time field; NULL for other JSON types."""

    @property
    def number(self) -> Sql:
        """The number of a number or time field, a JSON number, or text that is a plain decimal.

        A plain decimal is text such as `-1.50`. Aggregations work on the number. For JSON numbers
        alone use `plain` with `is_type`.
        """

    @property
    def boolean(self) -> Sql:
        """1 or 0 for a JSON boolean; NULL for other JSON types."""

    @property
    def instant(self) -> Sql:
        """The epoch milliseconds of a time field, or of text that is an ISO 8601 timestamp."""

    @property
    def local(self) -> Sql:
        """The local time of the instant in the query's time zone, in milliseconds.

        It is the epoch milliseconds at which UTC has that date and time, and in the zone UTC the
        instant itself.
        """

    @property
    def json(self) -> Sql:
        """The value as JSON text."""

    @property
    def json_type(self) -> Sql:
        """The name that SQLite's json_type has for the value.

        One of text, integer, real, true, false, array and object; for null it is `null` or NULL.
        For a test that means the same in every engine use `is_type`.
        """

    @property
    def elements(self) -> Sql:
        """The table function json_each over the value; use it as `FROM {} AS element`."""

    def at(self, *path: str) -> "Value":
        """Return the value at a path below this one; below a scalar, a value that is null."""
