"""The query language as typed data: what a body says, before any name is looked up."""

from typing import Any, Literal

import attrs
from attrs import frozen

Path = tuple[str, ...]


@frozen
class FieldSelection:
    """A column that shows a field, or the value at a path in it."""

    field: str
    path: Path = ()
    mode: Literal["unpack", "json"] = "unpack"


@frozen
class AggregationSelection:
    """A column that aggregates a group; without a field, its rows."""

    aggregation: str
    field: str | None = None
    path: Path = ()


@frozen
class TimeSelection:
    """A column and group: the bucket of time that a field falls into."""

    time_unit: str = attrs.field(alias="timeUnit")
    field: str = "createdAt"
    path: Path = ()


Selection = FieldSelection | AggregationSelection | TimeSelection


@frozen
class Group:
    """A field, or the value at a path in it, to group by."""

    field: str
    path: Path = ()
    include_in_select: bool = attrs.field(default=True, alias="includeInSelect")


@frozen
class Condition:
    """One test of a field."""

    field: str
    operator: str
    value: Any = None
    has_value: bool = True
    """Whether a value was given at all; a given null is one."""


@frozen
class And:
    """True where all are."""

    filters: tuple["Filter", ...]


@frozen
class Or:
    """True where any is."""

    filters: tuple["Filter", ...]


@frozen
class Not:
    """True where the filter is false."""

    filter: "Filter"


Filter = Condition | And | Or | Not


@frozen
class Order:
    """A column's name, as a result or the contract spells it, and a direction.

    With a path the name is that of a JSON field, or of an aggregation of one.
    """

    field: str
    direction: Literal["asc", "desc"]
    path: Path = ()


@frozen
class Query:
    """A whole query. Empty lists are as good as absent ones."""

    select: tuple[Selection, ...] = ()
    group_by: tuple[Group, ...] = attrs.field(default=(), alias="groupBy")
    where: Filter | None = None
    order_by: tuple[Order, ...] = attrs.field(default=(), alias="orderBy")
    notes: str | None = None
    limit: int | None = None
    offset: int = 0
    json_values: Literal["text", "native"] = attrs.field(default="text", alias="jsonValues")
