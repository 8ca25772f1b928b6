"""The query language as typed data, before any name is resolved."""

from typing import Any, Literal

import attrs
from attrs import frozen

Path = tuple[str, ...]


@frozen
class FieldSelection:
    """A column with a field, with the value at a path in it, or with a function of either."""

    field: str
    path: Path = ()
    mode: Literal["unpack", "json"] = "unpack"
    apply: str | None = None
    alias: str | None = None
    """The member `as`."""


@frozen
class AggregationSelection:
    """A column with an aggregate of a group's values, or without a field of its rows."""

    aggregation: str
    field: str | None = None
    path: Path = ()
    apply: str | None = None
    alias: str | None = None
    """The member `as`."""
    where: "Filter | None" = None
    """The rows of the group that count."""
    over: int | Literal["all"] | None = None
    """The number of buckets up to and with the row's whose rows count."""
    within: tuple[str, ...] | None = None
    """The group columns in which other groups whose rows count agree with this one."""


@frozen
class TimeSelection:
    """A column and group key: the bucket of time that a field is in."""

    time_unit: str = attrs.field(alias="timeUnit")
    field: str | None = None
    """Without one, the time field of the dataset."""
    path: Path = ()
    alias: str | None = None
    """The member `as`."""


@frozen
class BucketSelection:
    """A column and group key: the bucket of numbers that a value is in."""

    field: str
    path: Path = ()
    alias: str | None = None
    """The member `as`."""
    width: float | None = None
    offset: float | None = None
    edges: tuple[int | float, ...] | None = None


@frozen
class FormulaSelection:
    """A column computed from other columns of the row."""

    formula: str
    alias: str
    """The member `as`."""


@frozen
class RankSelection:
    """A column with the place of the row in the order of another column."""

    by: str
    alias: str
    """The member `as`."""
    within: tuple[str, ...] = ()
    """The group columns that rows which are ranked together agree in."""
    direction: Literal["asc", "desc"] = "desc"


Selection = (
    FieldSelection
    | AggregationSelection
    | TimeSelection
    | BucketSelection
    | FormulaSelection
    | RankSelection
)


@frozen
class Top:
    """The most important values of a group key, and a name for all others."""

    limit: int
    by: str = "count"
    other: str | None = None


@frozen
class Group:
    """A group key: a field, the value at a path in it, or a function of either."""

    field: str
    path: Path = ()
    include_in_select: bool = attrs.field(default=True, alias="includeInSelect")
    apply: str | None = None
    top: Top | None = None


@frozen
class Condition:
    """A comparison of one field, or of a function of it, with an operand.

    In `having` the field is the name of a column.
    """

    field: str
    operator: str
    value: Any = None
    has_value: bool = True
    """Whether a value was given; null is a value."""
    apply: str | None = None


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
    timezone: str = "UTC"
    week_start: str = attrs.field(default="monday", alias="weekStart")
    range: str | None = None
    compare: str | None = None
    fill: bool | None = None
    having: Filter | None = None
    meta: bool = False
    """Whether the answer describes its columns."""
    now: str | None = None
    """The instant that ranges are relative to; without it, that of the request."""
