"""The query language as typed data, before any name is resolved."""

from typing import Any, Literal

import attrs
from attrs import frozen

Path = tuple[str, ...]


@frozen
class FieldSelection:
    """A column with a field, or with the value at a path in it."""

    field: str
    path: Path = ()
    mode: Literal["unpack", "json"] = "unpack"


@frozen
class AggregationSelection:
    """A column with an aggregate of a group's values, or without a field of its rows."""

    aggregation: str
    field: str | None = None
    path: Path = ()


@frozen
class TimeSelection:
    """A column and group key: the bucket of time that a field is in."""

    time_unit: str = attrs.field(alias="timeUnit")
    field: str | None = None
    """Without one, the time field of the dataset."""
    path: Path = ()


Selection = FieldSelection | AggregationSelection | TimeSelection


@frozen
class Group:
    """A group key: a field, or the value at a path in it."""

    field: str
    path: Path = ()
    include_in_select: bool = attrs.field(default=True, alias="includeInSelect")


@frozen
class Condition:
    """A comparison of one field with an operand."""

    field: str
    operator: str
    value: Any = None
    has_value: bool = True
    """Whether a value was given; null is a value."""


@frozen
class And:
    """True if all filters are."""

    filters: tuple["Filter", ...]


@frozen
class Or:
    """True if any filter is."""

    filters: tuple["Filter", ...]


@frozen
class Not:
    """True if the filter is false."""

    filter: "Filter"


Filter = Condition | And | Or | Not


@frozen
class Order:
    """A column, by its name in results or in the contract, and a direction.

    With a path the name is that of a JSON field, or of an aggregation of one.
    """

    field: str
    direction: Literal["asc", "desc"]
    path: Path = ()


@frozen
class Query:
    """A whole query. An empty list means the same as an absent one."""

    select: tuple[Selection, ...] = ()
    group_by: tuple[Group, ...] = attrs.field(default=(), alias="groupBy")
    where: Filter | None = None
    order_by: tuple[Order, ...] = attrs.field(default=(), alias="orderBy")
    notes: str | None = None
    limit: int | None = None
    offset: int = 0
    json_values: Literal["text", "native"] = attrs.field(default="text", alias="jsonValues")
