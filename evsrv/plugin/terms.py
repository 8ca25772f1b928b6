"""Terms: the words that the query language gets from plugins.

A term holds all that belongs to it: its name, a line of help, the schemas of its operands and its
rendering to SQL. Validation, error messages, listings and documentation follow from that alone.
"""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, ClassVar, Literal

from attrs import Attribute, Factory, field, frozen
from attrs.validators import ge, in_, le, optional

from evsrv.core.fields import Kind
from evsrv.core.sql import Sql
from evsrv.core.time_range import TimeRange
from evsrv.plugin.derived_field import DerivedField
from evsrv.plugin.renderings import (
    NO_REASONS,
    NO_RENDERS,
    Reasons,
    Renders,
    are_reasons_without_rendering,
    are_renders_beside_portable,
)
from evsrv.plugin.schema_faults import schema_fault
from evsrv.plugin.time_unit import TimeUnit
from evsrv.plugin.validators import is_filled, is_name, is_phrase, is_result_kind
from evsrv.plugin.value import Value

Schema = Mapping[str, Any]
"""A JSON Schema (2020-12). Every object schema may use the format `timestamp` (ISO 8601)."""

_CAPITAL = re.compile("[A-Z]")


def _by_single_kind(operands: Mapping[Kind, Schema | None]) -> Mapping[Kind, Schema | None]:
    return MappingProxyType({kind: schema for kinds, schema in operands.items() for kind in kinds})


def _are_operands(
    _: object, attribute: "Attribute[Mapping[Kind, Any]]", operands: Mapping[Kind, Schema | None]
) -> None:
    if not operands:
        raise ValueError(f"{attribute.name} must name at least one kind of value")
    for kind, schema in operands.items():
        if schema is not None and (fault := schema_fault(schema)) is not None:
            raise ValueError(f"{attribute.name} for {kind.name} is not a JSON Schema: {fault}")


def _name_in_words(term: "Operator") -> str:
    return _CAPITAL.sub(lambda match: f" {match[0].lower()}", term.name)


@frozen(kw_only=True, eq=False)
class Operator:
    """A filter operator: `{"condition": {"field": ..., "operator": name, "value": operand}}`.

    `operands` maps the kinds of value that it takes (several joined with `|`) to the JSON Schema
    of its operand there, or to None if it has none. `render(value, operand)` returns an SQL
    condition, in SQLite's SQL; NULL counts as false. `check(operand)` may raise ValueError with a
    message for an operand that no schema can judge.

    `time_range(operand)` may return the times of the time field for which the condition holds, and
    exactly those; then buckets of time are read from an index, and events at other times do not
    invalidate a cached answer. `volatile` says that the result for one row can change, as by the
    clock; then answers are not cached.

    `portable` says that the rendering has the same meaning in other engines: it uses SQL that they
    all have, and no part of the value that is SQLite's (`plain` of a path, `json_type`,
    `elements`). `renders={"postgresql": f}` renders the SQL of another engine. Without both the
    operator is available on SQLite only; `absent_on={"postgresql": "..."}` may say why.

    `phrase` stands between the field and the operand where a person reads the condition as a
    sentence: "plan is not pro". Without it that is the name in words, as `starts with`.
    """

    noun: ClassVar[str] = "operator"

    name: str = field(validator=is_name)
    summary: str = field(validator=is_filled)
    operands: Mapping[Kind, Schema | None] = field(
        converter=_by_single_kind, validator=_are_operands
    )
    render: Callable[[Value, Any], Sql]
    check: Callable[[Any], None] | None = None
    time_range: Callable[[Any], TimeRange] | None = None
    volatile: bool = False
    portable: bool = False
    renders: Renders = field(default=NO_RENDERS, validator=are_renders_beside_portable)
    absent_on: Reasons = field(default=NO_REASONS, validator=are_reasons_without_rendering)
    phrase: str = field(validator=is_phrase, default=Factory(_name_in_words, takes_self=True))


@frozen(kw_only=True, eq=False)
class Aggregate:
    """An aggregation: `{"type": "aggregation", "aggregation": name, "field": ...}`.

    `render(value)` returns an SQL expression over a group whose result is text, a number or NULL.
    `takes` are the kinds of value that it works on; `without_field` is its SQL if no field is
    given, for an aggregation that can do without (as `count`). `volatile`, `portable`, `renders`
    and `absent_on` are as for operators.

    An aggregation skips rows whose value is null: so a query can leave rows out of it. If it has
    no field then, it is rendered of a value that is never null. Two more members make windows of
    many rows faster, with the same result: `merge` names the aggregate that makes the result of a
    set of rows from the results of its parts, and `distinct(value)` renders the part of a value
    whose different values the aggregation counts, if that is all it does.

    `shares_inputs` says that the SQL reads its value several times, as an exact mean does, or keeps
    the values of a group, as a percentile does. Then each value is computed once a row for all
    aggregations of a table of groups, and calls of an SQL aggregate with the same value are one
    call. `percent` says that the result is that percentile of
    the finite numbers, interpolated as PostgreSQL's percentile_cont does; then another engine may
    compute it in its own way.
    """

    noun: ClassVar[str] = "aggregation"

    name: str = field(validator=is_name)
    summary: str = field(validator=is_filled)
    render: Callable[[Value], Sql]
    takes: Kind = Kind.ANY
    without_field: Sql | None = None
    merge: Literal["sum", "min", "max"] | None = field(
        default=None, validator=optional(in_(("sum", "min", "max")))
    )
    distinct: Callable[[Value], Sql] | None = None
    shares_inputs: bool = False
    percent: int | None = field(default=None, validator=optional([ge(0), le(100)]))
    volatile: bool = False
    portable: bool = False
    renders: Renders = field(default=NO_RENDERS, validator=are_renders_beside_portable)
    absent_on: Reasons = field(default=NO_REASONS, validator=are_reasons_without_rendering)


@frozen(kw_only=True, eq=False)
class Function:
    """A function of one value: `{"field": ..., "apply": name}`.

    `render(value)` returns an SQL expression whose result is of the kind `gives`, TEXT or NUMBER,
    or NULL. It is not evaluated for a value that is null: of null every function is null. `takes`
    are the kinds of value that it works on. `volatile`, `portable`, `renders` and `absent_on` are
    as for operators.
    """

    noun: ClassVar[str] = "function"

    name: str = field(validator=is_name)
    summary: str = field(validator=is_filled)
    takes: Kind
    gives: Kind = field(validator=is_result_kind)
    render: Callable[[Value], Sql]
    volatile: bool = False
    portable: bool = False
    renders: Renders = field(default=NO_RENDERS, validator=are_renders_beside_portable)
    absent_on: Reasons = field(default=NO_REASONS, validator=are_reasons_without_rendering)


Term = Operator | Aggregate | TimeUnit | Function | DerivedField
