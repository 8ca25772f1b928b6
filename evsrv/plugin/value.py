"""What a term works on: one value of an event, as SQL."""

from typing import Protocol

from evsrv.core.fields import Kind
from evsrv.core.sql import Sql


class Value(Protocol):
    """One value of an event in the shapes that terms need.

    Every property is an SQL expression that can be put anywhere as it is, and is NULL where the
    value is null (a JSON null and a missing member both are). A property that makes no sense for
    the kind of value is the expression NULL.
    """

    @property
    def kind(self) -> Kind:
        """Which single kind of value this is."""

    @property
    def sql(self) -> Sql:
        """The plain SQL value.

        Text; epoch milliseconds for `createdAt`; for JSON what json_extract gives: text, a number,
        1 or 0 for a boolean, JSON text for an array or object.
        """

    @property
    def text(self) -> Sql:
        """The value as results show it: a string as it is, anything else as JSON text."""

    @property
    def number(self) -> Sql:
        """The number that the value is or, as a plain decimal string, spells."""

    @property
    def instant(self) -> Sql:
        """The point in time that the value is or spells, in epoch milliseconds."""

    @property
    def json(self) -> Sql:
        """The value as JSON text."""

    @property
    def json_type(self) -> Sql:
        """SQLite's json_type of it: text, integer, real, true, false, array or object.

        Of a JSON null it is null or NULL: test `sql` for that.
        """

    @property
    def members(self) -> Sql:
        """The table function json_each over it; use it as `FROM {} AS member`."""

    def at(self, *path: str) -> "Value":
        """Get the value at a path below this one; on a scalar, one that is always null."""
