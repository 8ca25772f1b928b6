"""The tests of the contents of JSON values in PostgreSQL's SQL, which has them as operators."""

from typing import Any

from evsrv.plugin import JsonType, PostgresqlValue, Sql, bind, canonical, sql


def contains(value: PostgresqlValue, operand: Any) -> Sql:
    """Render `@>`."""
    return value.contains(operand)


def contained_by(value: PostgresqlValue, operand: Any) -> Sql:
    """Render `<@`."""
    return sql("{} <@ {}", value.jsonb, value.bind(operand))


def array_contains(value: PostgresqlValue, operand: Any) -> Sql:
    """Render the condition that a value is an array with all elements of the operand."""
    wanted = operand if isinstance(operand, list) else [operand]
    return sql("{} AND {}", value.is_type(JsonType.ARRAY), value.contains(wanted))


def has_key(value: PostgresqlValue, name: str) -> Sql:
    """Render `?`, by its function: in a fragment, the sign is a parameter."""
    return sql("jsonb_exists({}, {}::text)", value.jsonb, bind(name))


def has_any_key(value: PostgresqlValue, names: list[str]) -> Sql:
    """Render `?|`."""
    return sql("jsonb_exists_any({}, {})", value.jsonb, _texts(names))


def has_all_keys(value: PostgresqlValue, names: list[str]) -> Sql:
    """Render `?&`."""
    return sql("jsonb_exists_all({}, {})", value.jsonb, _texts(names))


def _texts(names: list[str]) -> Sql:
    return sql("ARRAY(SELECT jsonb_array_elements_text({}::jsonb))", bind(canonical(names)))
