"""What it means that a value equals an operand; `eq`, `neq`, `in` and `notIn` build on it."""

from typing import Any

from evsrv.plugin import Kind, Sql, Value, bind, canonical, parse_timestamp, sql

NUMBER_TYPES = Sql("('integer', 'real')")


def equals(value: Value, operand: Any) -> Sql:
    """Write that a value equals an operand; null equals null."""
    if operand is None:
        return sql("{} IS NULL", value.sql)
    match value.kind:
        case Kind.TEXT:
            return sql("{} = {}", value.sql, bind(operand))
        case Kind.TIME:
            return sql("{} = {}", value.sql, bind(parse_timestamp(operand)))
        case Kind.DOCUMENT if not isinstance(operand, dict):
            return Sql("0")
        case Kind.DOCUMENT:
            return json_equals(value, operand)
    return _equals_at_path(value, operand)


def json_equals(value: Value, operand: Any) -> Sql:
    """Write that a value equals an array or object as JSON: 1 is 1.0, members have no order."""
    return sql("evsrv_json_equal({}, {})", value.json, bind(canonical(operand)))


def strictly_equals(value: Value, operand: str | float | bool) -> Sql:
    """Write that a value at a path is this JSON scalar and no other that looks like it."""
    match operand:
        case bool():
            return sql("{} = {}", value.json_type, Sql("'true'" if operand else "'false'"))
        case str():
            return sql("{} = 'text' AND {} = {}", value.json_type, value.sql, bind(operand))
    return sql("{} IN {} AND {} = {}", value.json_type, NUMBER_TYPES, value.sql, bind(operand))


def looks_like_scalar(text: str) -> bool:
    """Tell whether a number or boolean might be shown as this text."""
    return text in ("true", "false") or text[:1] in tuple("-0123456789")


def _equals_at_path(value: Value, operand: Any) -> Sql:
    match operand:
        case list() | dict():
            type_name = Sql("'array'" if isinstance(operand, list) else "'object'")
            return sql("{} = {} AND {}", value.json_type, type_name, json_equals(value, operand))
        case str() if operand.startswith(("[", "{")):
            # json_extract gives arrays and objects as text too.
            return strictly_equals(value, operand)
        case str() if looks_like_scalar(operand):
            # A string finds the numbers and booleans that are shown as it.
            return sql(
                "{} = {} OR {} IN ('integer', 'real', 'true', 'false') AND {} = {}",
                value.sql,
                bind(operand),
                value.json_type,
                value.json,
                bind(operand),
            )
        case str():
            return sql("{} = {}", value.sql, bind(operand))
    return strictly_equals(value, operand)
