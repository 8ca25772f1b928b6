"""Terms: the words that the query language gets from plugins.

A term holds all that belongs to it: its name, a line of help, what it accepts and how it renders
to SQL. Validation, error messages, listings and documentation follow from that alone.
"""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, ClassVar

from attrs import Attribute, field, frozen
from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from evsrv.core.fields import FIELDS, Kind
from evsrv.core.sql import Sql, sql
from evsrv.core.time_range import TimeRange
from evsrv.plugin.value import Value

Schema = Mapping[str, Any]
"""A JSON Schema (2020-12). Every object schema may use the format `timestamp` (ISO 8601)."""

_NAME = re.compile(r"[a-z][A-Za-z0-9]*")


def _is_name(_: object, attribute: "Attribute[str]", name: str) -> None:
    # Column names join a term and a field with `_`, so a term's own name has none.
    if not _NAME.fullmatch(name) or name in FIELDS:
        raise ValueError(
            f"{attribute.name} {name!r} must match {_NAME.pattern} and be no field's name"
        )


def _is_filled(_: object, attribute: "Attribute[str]", text: str) -> None:
    if not text.strip():
        raise ValueError(f"{attribute.name} must say in a line what the term does")


def _by_single_kind(operands: Mapping[Kind, Schema | None]) -> Mapping[Kind, Schema | None]:
    return MappingProxyType({kind: schema for kinds, schema in operands.items() for kind in kinds})


def _are_operands(
    _: object, attribute: "Attribute[Mapping[Kind, Any]]", operands: Mapping[Kind, Schema | None]
) -> None:
    if not operands:
        raise ValueError(f"{attribute.name} must name at least one kind of value")
    for kind, schema in operands.items():
        try:
            Draft202012Validator.check_schema(schema if schema is not None else {})
        except SchemaError as error:
            raise ValueError(
                f"{attribute.name} for {kind.name} is no JSON Schema: {error.message}"
            ) from error


@frozen(kw_only=True, eq=False)
class Operator:
    """A filter operator: `{"condition": {"field": ..., "operator": name, "value": operand}}`.

    `operands` maps the kinds of value that it takes (several joined with `|`) to the JSON Schema
    of its operand there, or to None if it has none. `render(value, operand)` returns an SQL
    condition, in SQLite's SQL; NULL counts as false. `check(operand)` may raise ValueError with a
    message for an operand that no schema can judge.

    `interval(operand)` may tell the times for which the condition holds on `createdAt`, exactly;
    then a query by time can be answered piece by piece from an index. `volatile` is True where the
    same condition on the same event can turn out another way, by the clock for one: answers are
    then not kept.

    `portable` says that the rendering has the same meaning in other engines: it uses SQL that they
    all have, and no part of the value that is SQLite's (`plain` of a path, `json_type`,
    `elements`). Without it the operator is available on SQLite only.
    """

    noun: ClassVar[str] = "operator"

    name: str = field(validator=_is_name)
    summary: str = field(validator=_is_filled)
    operands: Mapping[Kind, Schema | None] = field(
        converter=_by_single_kind, validator=_are_operands
    )
    render: Callable[[Value, Any], Sql]
    check: Callable[[Any], None] | None = None
    interval: Callable[[Any], TimeRange] | None = None
    volatile: bool = False
    portable: bool = False


@frozen(kw_only=True, eq=False)
class Aggregate:
    """An aggregation: `{"type": "aggregation", "aggregation": name, "field": ...}`.

    `render(value)` returns an SQL expression over a group whose result is text, a number or NULL.
    `takes` are the kinds of value that it works on; `without_field` is its SQL if no field is
    given, for an aggregation that can do without (as `count`). `volatile` and `portable` are as for
    operators.
    """

    noun: ClassVar[str] = "aggregation"

    name: str = field(validator=_is_name)
    summary: str = field(validator=_is_filled)
    render: Callable[[Value], Sql]
    takes: Kind = Kind.ANY
    without_field: Sql | None = None
    volatile: bool = False
    portable: bool = False


@frozen
class Every:
    """The `start` of a time unit of fixed length, in milliseconds.

    `offset` is the start of any one bucket in epoch milliseconds: weeks of 604,800,000 ms from
    Monday have the offset 345,600,000, since 1970-01-05 was a Monday.
    """

    milliseconds: int
    offset: int = 0

    def __call__(self, instant: Sql) -> Sql:
        """Write the start of an instant's bucket."""
        return self.start_of(self.number(instant))

    def number(self, instant: Sql) -> Sql:
        """Write the number of an instant's bucket: small, and so faster to group by."""
        return sql("({} + {}) / {}", instant, Sql(str(self._shift)), Sql(str(self.milliseconds)))

    def start_of(self, number: Sql) -> Sql:
        """Write the start of a numbered bucket."""
        return sql("{} * {} - {}", number, Sql(str(self.milliseconds)), Sql(str(self._shift)))

    def starts(self, first: int, last: int) -> range:
        """Give the starts of the buckets that the instants from `first` to `last` fall into."""
        length, shift = self.milliseconds, self._shift
        return range((first + shift) // length * length - shift, last + 1, length)

    @property
    def _shift(self) -> int:
        # So much that every instant is positive, as SQLite's division rounds towards zero.
        return -self.offset % self.milliseconds - _YEAR_1 // self.milliseconds * self.milliseconds


_YEAR_1 = -62_135_596_800_000
"""The first instant that can be written."""


@frozen(kw_only=True, eq=False)
class TimeUnit:
    """A unit of time: `{"type": "time", "timeUnit": name}`.

    `start(instant)` turns an SQL expression of epoch milliseconds (or NULL) into the start of its
    bucket, in whole epoch milliseconds UTC (or NULL). The core formats it, once a group. Units of
    fixed length have an `Every`. `volatile` is as for operators.
    """

    noun: ClassVar[str] = "time unit"
    portable: ClassVar[bool] = True

    name: str = field(validator=_is_name)
    summary: str = field(validator=_is_filled)
    start: Callable[[Sql], Sql]
    volatile: bool = False


Term = Operator | Aggregate | TimeUnit
