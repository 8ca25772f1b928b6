"""The equality of a value and an operand; `eq`, `neq`, `in` and `notIn` build on it."""

from typing import Any

from evsrv.plugin import JsonType, Kind, Sql, Value, bind, canonical, parse_timestamp, sql


def equals(value: Value, operand: Any) -> Sql:
    """Render the condition that a value equals an operand; null equals null."""
    if operand is None:
        return value.is_null
    match value.kind:
        case Kind.TEXT | Kind.NUMBER:
            return sql("{} = {}", value.plain, bind(operand))
        case Kind.TIME:
            return sql("{} = {}", value.plain, bind(parse_timestamp(operand)))
        case Kind.DOCUMENT | Kind.ARRAY:
            is_alike = isinstance(operand, dict if value.kind is Kind.DOCUMENT else list)
            return json_equals(value, operand) if is_alike else Sql("0")
    return _equals_at_path(value, operand)


def json_equals(value: Value, operand: Any) -> Sql:
    """Render equality with an array or object as JSON: 1 is 1.0, members have no order."""
    return sql("evsrv_json_equal({}, {})", value.json, bind(canonical(operand)))


def strictly_equals(value: Value, operand: str | float | bool) -> Sql:
    """Render equality of a value at a path with a JSON scalar of the same type."""
    # `plain` and not `string`, so that an index on the value serves.
    match operand:
        case bool():
            return sql("{} = {}", value.boolean, Sql("1" if operand else "0"))
        case str():
            json_type = JsonType.STRING
        case _:
            json_type = JsonType.NUMBER
    return sql("{} AND {} = {}", value.is_type(json_type), value.plain, bind(operand))


def may_be_scalar_text(text: str) -> bool:
    """Return whether a text may be that of a number or boolean in results."""
    return text in ("true", "false") or text[:1] in tuple("-0123456789")


def _equals_at_path(value: Value, operand: Any) -> Sql:
    match operand:
        case list() | dict():
            json_type = JsonType.ARRAY if isinstance(operand, list) else JsonType.OBJECT
            return sql("{} AND {}", value.is_type(json_type), json_equals(value, operand))
        case str() if operand.startswith(("[", "{")):
            # The plain value of an array or object is text, too.
            return strictly_equals(value, operand)
        case str() if may_be_scalar_text(operand):
            # A string finds the numbers and booleans that have it as their text.
            return sql(
                "{} = {} OR {} AND {} = {}",
                value.plain,
                bind(operand),
                value.is_type(JsonType.NUMBER | JsonType.BOOLEAN),
                value.json,
                bind(operand),
            )
        case str():
            return sql("{} = {}", value.plain, bind(operand))
    return strictly_equals(value, operand)
