"""The columns of a result."""

from collections.abc import Sequence

from attrs import frozen

from evsrv.calendar.calendar import UTC, Calendar
from evsrv.core.fields import Kind
from evsrv.plugin.terms import Aggregate
from evsrv.plugin.time_unit import TimeUnit
from evsrv.query.expression import Expression  # noqa: TC001 - attrs resolves it
from evsrv.query.predicate import Predicate
from evsrv.query.reference import Reference

MAX_CACHED_COLUMNS = 40
"""Columns in a key of a cache."""


@frozen(cache_hash=True)
class Bucket:
    """A group key: the bucket of time that a value is in."""

    unit: TimeUnit
    reference: Reference
    calendar: Calendar = UTC
    alias: str | None = None

    @property
    def name(self) -> str:
        """The column's name: its alias, `field_unit` or `field.p1_unit`."""
        return self.alias or f"{self.reference.name}_{self.unit.name}"

    @property
    def nullable(self) -> bool:
        """Whether the value may not be a point in time."""
        return self.reference.kind is not Kind.TIME

    null_in_output = False


@frozen
class NumericBucket:
    """A group key: the bucket of numbers that a value is in, as the start of that bucket.

    It has either a width and an offset or edges.
    """

    reference: Reference
    width: float | None = None
    offset: float = 0
    edges: tuple[float, ...] = ()
    alias: str | None = None

    @property
    def name(self) -> str:
        """The column's name: its alias, `field_bucket` or `field.p1_bucket`."""
        return self.alias or f"{self.reference.name}_bucket"

    nullable = True
    null_in_output = False


@frozen
class TopValues:
    """A group key: a value if it is among the greatest by an aggregation; else one for all others.

    Without a name for the others their rows are no part of the result.
    """

    reference: Reference
    limit: int
    by: "Aggregation"
    other: str | None = None

    @property
    def name(self) -> str:
        """The column's name."""
        return self.reference.name

    nullable = True

    @property
    def null_in_output(self) -> bool:
        """Whether a row has the column if it is null."""
        return self.reference.null_in_output


GroupKey = Reference | Bucket | NumericBucket | TopValues


@frozen
class Over:
    """The rows of so many buckets up to and with the group's; None for all of the range's."""

    buckets: int | None


@frozen
class Within:
    """The rows of all groups that agree in these group keys."""

    keys: tuple[GroupKey, ...]


@frozen(cache_hash=True)
class Aggregation:
    """An aggregate over a group's values, or over its rows."""

    aggregate: Aggregate
    reference: Reference | None
    alias: str | None = None
    where: Predicate | None = None
    """The rows that count."""
    window: Over | Within | None = None
    """The rows that it goes over, if not the group's."""
    compared: bool = False
    """Whether it goes over the compared range."""

    @property
    def name(self) -> str:
        """The column's name: its alias, `agg`, `agg_field` or `agg_field.p1.p2`.

        In the compared range it begins with `compared_`.
        """
        own = self.alias or (
            f"{self.aggregate.name}_{self.reference.name}"
            if self.reference
            else self.aggregate.name
        )
        return f"compared_{own}" if self.compared else own

    nullable = True
    null_in_output = False


@frozen
class ComparedStart:
    """The start of the bucket of the compared range that stands beside the row's."""

    bucket: Bucket

    @property
    def name(self) -> str:
        """The column's name."""
        return f"compared_{self.bucket.name}"

    nullable = True
    null_in_output = False


# The hash is cached, since a formula of formulas has one column in exponentially many places.
@frozen(cache_hash=True)
class Formula:
    """A number that is computed from other columns of the row."""

    name: str
    expression: "Expression[ResultValue]"

    nullable = True
    null_in_output = False


@frozen(cache_hash=True)
class Rank:
    """The place of a row, from 1 on, among the rows that agree with it in some group keys.

    Nulls come last, and ties are in the order of all group keys.
    """

    name: str
    by: "ResultValue"
    within: tuple[GroupKey, ...]
    descending: bool

    nullable = True
    null_in_output = False


ResultValue = Aggregation | Formula | Rank
"""A column that has one value for each group and is no key of it."""

Column = GroupKey | ResultValue | ComparedStart


def are_short(columns: Sequence[Column]) -> bool:
    """Return whether columns are few, short and plain enough to be a key of caches."""
    # Most columns are whole fields, for which this takes half the time of a pattern.
    return len(columns) <= MAX_CACHED_COLUMNS and all(
        (isinstance(one, Reference) and not one.path) or _is_short(one) for one in columns
    )


def _is_short(column: Column) -> bool:
    match column:
        case Reference():
            return column.is_short
        case Bucket() | Aggregation(where=None, window=None):
            return column.reference is None or column.reference.is_short
    return False
