"""The Plan: a query with every name resolved, which every engine can execute."""

from collections.abc import Sequence
from functools import cache
from typing import Any, Literal

import attrs
from attrs import frozen

from evsrv.core.datasets import Dataset
from evsrv.core.fields import Field, Kind
from evsrv.core.scope import Scope
from evsrv.plugin.terms import Aggregate, Operator
from evsrv.plugin.time_unit import TimeUnit

ALL_ROWS = 2**63 - 1
"""The limit of a plan for all rows."""

MAX_CACHED_PATH_CHARACTERS = 200
"""Of a path in a key of a cache; longer ones are rare."""
MAX_CACHED_COLUMNS = 40
"""Columns in a key of a cache."""

JsonValues = Literal["text", "native"]
"""The form of JSON values in rows: members as text, or as they were sent."""


@frozen(cache_hash=True)
class Reference:
    """A field, or the value at a path in a JSON field."""

    field: Field
    path: tuple[str, ...] = ()
    mode: Literal["unpack", "json"] = attrs.field(default="unpack", eq=False)
    """The form of a whole JSON field in an export: a column for each member, or one of JSON."""

    @property
    def name(self) -> str:
        """The column's name: `field` or `field.p1.p2`."""
        return ".".join((self.field.name, *self.path))

    @property
    def kind(self) -> Kind:
        """The kind of the value."""
        return Kind.PATH if self.path else self.field.kind

    @property
    def is_short(self) -> bool:
        """Whether the path is short enough to be a key of caches."""
        return not self.path or sum(map(len, self.path)) <= MAX_CACHED_PATH_CHARACTERS

    @property
    def nullable(self) -> bool:
        """Whether the value can be null."""
        return bool(self.path) or self.field.nullable

    @property
    def null_in_output(self) -> bool:
        """Whether a row has the column if it is null."""
        return bool(self.path) or self.field.null_in_output


@cache
def whole_fields(dataset: Dataset) -> tuple[Reference, ...]:
    """Return every field of a dataset, in the order of a raw row."""
    return tuple(map(Reference, dataset.fields.values()))


@frozen
class Aggregation:
    """An aggregate over a group's values, or over its rows."""

    aggregate: Aggregate
    reference: Reference | None

    @property
    def name(self) -> str:
        """The column's name: `agg`, `agg_field` or `agg_field.p1.p2`."""
        return (
            f"{self.aggregate.name}_{self.reference.name}"
            if self.reference
            else self.aggregate.name
        )

    nullable = True
    null_in_output = False


@frozen
class Bucket:
    """The bucket of time that a value is in."""

    unit: TimeUnit
    reference: Reference

    @property
    def name(self) -> str:
        """The column's name: `field_unit` or `field.p1_unit`."""
        return f"{self.reference.name}_{self.unit.name}"

    @property
    def nullable(self) -> bool:
        """Whether the value may not be a point in time."""
        return self.reference.kind is not Kind.TIME

    null_in_output = False


GroupKey = Reference | Bucket
Column = Reference | Aggregation | Bucket


def are_short(columns: Sequence[Column]) -> bool:
    """Return whether columns are few and short enough to be a key of caches."""
    if len(columns) > MAX_CACHED_COLUMNS:
        return False
    for column in columns:
        reference = column if isinstance(column, Reference) else column.reference
        if reference is not None and not reference.is_short:
            return False
    return True


@frozen
class Condition:
    """One condition; a negated one holds if the operator's condition is false."""

    reference: Reference
    operator: Operator
    operand: Any
    negated: bool = False


@frozen
class AllOf:
    """True if all predicates are."""

    predicates: tuple["Predicate", ...] = ()


@frozen
class AnyOf:
    """True if any predicate is."""

    predicates: tuple["Predicate", ...] = ()


Predicate = Condition | AllOf | AnyOf


@frozen
class Ordering:
    """A column to sort by; nulls come last in both directions."""

    by: Column
    descending: bool


@frozen(kw_only=True)
class Plan:
    """A valid query."""

    dataset: Dataset
    scope: Scope
    columns: tuple[Column, ...]
    """The columns of a row, in order."""
    groups: tuple[GroupKey, ...] | None
    """The group keys; None for a raw query, empty if all rows are one group."""
    where: Predicate
    order: tuple[Ordering, ...]
    """A total order: no two rows are equal in all of it."""
    limit: int
    offset: int
    json_values: JsonValues

    @property
    def has_all_rows(self) -> bool:
        """Whether neither a limit nor an offset leaves rows out."""
        return self.limit == ALL_ROWS and self.offset == 0
