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

from evsrv.fields import FIELDS, Kind
from evsrv.sqltext import Sql
from evsrv.vocabulary.value import Value

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
    of its operand there, or to None where it has none. `render(value, operand)` gives an SQL
    condition; where that is NULL it counts as false. `check(operand)` may raise ValueError with a
    message for an operand that no schema can judge.
    """

    noun: ClassVar[str] = "operator"

    name: str = field(validator=_is_name)
    summary: str = field(validator=_is_filled)
    operands: Mapping[Kind, Schema | None] = field(
        converter=_by_single_kind, validator=_are_operands
    )
    render: Callable[[Value, Any], Sql]
    check: Callable[[Any], None] | None = None


@frozen(kw_only=True, eq=False)
class Aggregate:
    """An aggregation: `{"type": "aggregation", "aggregation": name, "field": ...}`.

    `render(value)` gives an SQL expression over a group that yields text, a number or NULL.
    `takes` are the kinds of value it can work on; `rows` is its SQL without any field, if it has
    a meaning there (as `count`).
    """

    noun: ClassVar[str] = "aggregation"

    name: str = field(validator=_is_name)
    summary: str = field(validator=_is_filled)
    render: Callable[[Value], Sql]
    takes: Kind = Kind.ANY
    rows: Sql | None = None


@frozen(kw_only=True, eq=False)
class TimeUnit:
    """A unit of time: `{"type": "time", "timeUnit": name}`.

    `start(instant)` turns an SQL expression of epoch milliseconds (or NULL) into the start of its
    bucket, in whole epoch milliseconds UTC (or NULL). The core formats it, once a group.
    """

    noun: ClassVar[str] = "time unit"

    name: str = field(validator=_is_name)
    summary: str = field(validator=_is_filled)
    start: Callable[[Sql], Sql]


Term = Operator | Aggregate | TimeUnit
