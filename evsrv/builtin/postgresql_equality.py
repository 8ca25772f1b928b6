"""eq, neq, in, notIn and the orders in PostgreSQL's SQL."""

import math
from collections.abc import Callable, Iterator
from typing import Any

import orjson

from evsrv.builtin.equality import may_be_scalar_text
from evsrv.plugin import (
    JsonType,
    Kind,
    PostgresqlValue,
    Sql,
    bind,
    canonical,
    join,
    parse_timestamp,
    sql,
)

_MAX_EQUALITIES = 8
"""Members of a list that are a condition each."""


def equals(value: PostgresqlValue, operand: Any) -> Sql:
    """Render the condition that a value equals an operand; null equals null."""
    if operand is None:
        return value.is_null
    match value.kind:
        case Kind.TEXT:
            return sql("{} = {}::text", value.plain, bind(operand))
        case Kind.NUMBER:
            return sql("{} = {}", value.plain, _number(operand))
        case Kind.TIME:
            return sql("{} = {}::bigint", value.plain, bind(parse_timestamp(operand)))
        case Kind.DOCUMENT | Kind.ARRAY:
            is_alike = isinstance(operand, dict if value.kind is Kind.DOCUMENT else list)
            return value.equals(operand) if is_alike else Sql("FALSE")
    return _equals_at_path(value, operand)


def differs(value: PostgresqlValue, operand: Any) -> Sql:
    """Render the condition that a value is not null and does not equal an operand."""
    is_not_null = sql("{} IS NOT NULL", value.plain)
    if operand is None:
        return is_not_null
    return sql("{} AND ({}) IS NOT TRUE", is_not_null, equals(value, operand))


def is_in(value: PostgresqlValue, members: list[Any]) -> Sql:
    """Render the condition that a value equals a member of a list."""
    tests = list(_tests(value, [member for member in members if member is not None]))
    if None in members:
        tests.append(value.is_null)
    return join(" OR ", map(_enclosed, tests)) if tests else Sql("FALSE")


def is_not_in(value: PostgresqlValue, members: list[Any]) -> Sql:
    """Render the condition that a value is not null and equals no member of a list."""
    if not members:
        return Sql("TRUE")
    return sql("{} IS NOT NULL AND ({}) IS NOT TRUE", value.plain, is_in(value, members))


def compare(symbol: str) -> Callable[[PostgresqlValue, Any], Sql]:
    """Return the rendering of a comparison by order."""

    def render(value: PostgresqlValue, operand: Any) -> Sql:
        match value.kind:
            case Kind.TIME:
                instant = bind(parse_timestamp(operand))
                return sql(f"{{}} {symbol} {{}}::bigint", value.plain, instant)
            case Kind.TEXT:
                return sql(f"{{}} {symbol} {{}}::text", value.plain, bind(operand))
            case Kind.NUMBER:
                return sql(f"{{}} {symbol} {{}}", value.plain, _number(operand))
        if isinstance(operand, str):
            return sql(f"{{}} {symbol} {{}}::text", value.string, bind(operand))
        return sql(
            f"{{}} AND {{}} {symbol} {{}}",
            value.is_type(JsonType.NUMBER),
            value.jsonb,
            value.bind(operand),
        )

    return render


def _equals_at_path(value: PostgresqlValue, operand: Any) -> Sql:
    equal = value.equals(operand)
    # A string finds the numbers and booleans that have it as their text.
    if not isinstance(operand, str) or (scalar := _scalar_with_text(operand)) is None:
        return equal
    return sql(
        "{} OR {} AND {} = {}::text",
        _enclosed(equal),
        _enclosed(value.equals(scalar)),
        value.text,
        bind(operand),
    )


def _scalar_with_text(text: str) -> int | float | bool | None:
    """Return the number or boolean that has this text in results, or None."""
    if not may_be_scalar_text(text):
        return None
    try:
        scalar = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    return scalar if canonical(scalar) == text else None


def _tests(value: PostgresqlValue, members: list[Any]) -> Iterator[Sql]:
    if not members:
        return
    match value.kind:
        case Kind.TEXT:
            yield sql("{} = ANY ({})", value.plain, _texts(members))
        case Kind.NUMBER:
            yield sql("{}::numeric = ANY ({})", value.plain, _array("numeric", members))
        case Kind.TIME:
            instants = [parse_timestamp(member) for member in members]
            yield sql("{} = ANY ({})", value.plain, _array("bigint", instants))
        case Kind.DOCUMENT | Kind.ARRAY:
            wanted = dict if value.kind is Kind.DOCUMENT else list
            yield from _among(value, [one for one in members if isinstance(one, wanted)])
        case _ if len(members) <= _MAX_EQUALITIES:
            # Unlike a list, each is served by an index on the field.
            yield from (_equals_at_path(value, one) for one in members)
        case _:
            yield from _among(value, members)
            if scalars := [one for one in members if _has_scalar_text(one)]:
                yield sql(
                    "{} AND {} = ANY ({})",
                    value.is_type(JsonType.NUMBER | JsonType.BOOLEAN),
                    value.text,
                    _texts(scalars),
                )


def _has_scalar_text(member: Any) -> bool:
    return isinstance(member, str) and _scalar_with_text(member) is not None


def _among(value: PostgresqlValue, members: list[Any]) -> Iterator[Sql]:
    if members:
        wanted = sql("SELECT jsonb_array_elements({})", value.bind(members))
        yield sql("{} = ANY (ARRAY({}))", value.jsonb, wanted)


def _texts(members: list[Any]) -> Sql:
    """Render an array of texts; a list of any length is one parameter."""
    return sql("ARRAY(SELECT jsonb_array_elements_text({}::jsonb))", bind(canonical(members)))


def _array(element: str, members: list[Any]) -> Sql:
    return sql(
        f"ARRAY(SELECT jsonb_array_elements_text({{}}::jsonb)::{element})",
        bind(canonical([_digits(member) for member in members])),
    )


def _number(number: float) -> Sql:
    return sql("{}::text::numeric", bind(_digits(number)))


def _digits(number: float) -> str:
    """Return the digits of a number, of which numeric makes the same number."""
    is_great = isinstance(number, float) and abs(number) >= 2**53 and math.isfinite(number)
    return str(int(number)) if is_great else canonical(number)


def _enclosed(condition: Sql) -> Sql:
    return sql("({})", condition)
