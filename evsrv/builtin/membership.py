"""in, notIn, isNull and isNotNull."""

from collections.abc import Mapping, Sequence
from typing import Any

from evsrv.builtin import postgresql_equality
from evsrv.builtin.equality import may_be_scalar_text
from evsrv.plugin import (
    MAX_LIST_VALUES,
    JsonType,
    Kind,
    Operator,
    Schema,
    Sql,
    Value,
    bind,
    canonical,
    hookimpl,
    join,
    parse_timestamp,
    sql,
)

_LISTS: Mapping[Kind, Schema] = {
    Kind.TEXT: {
        "type": "array",
        "items": {"type": ["string", "null"]},
        "maxItems": MAX_LIST_VALUES,
    },
    Kind.NUMBER: {
        "type": "array",
        "items": {"type": ["number", "null"]},
        "maxItems": MAX_LIST_VALUES,
    },
    Kind.TIME: {
        "type": "array",
        "items": {"type": ["string", "null"], "format": "timestamp"},
        "maxItems": MAX_LIST_VALUES,
    },
    Kind.PATH | Kind.DOCUMENT | Kind.ARRAY: {"type": "array", "maxItems": MAX_LIST_VALUES},
}


def _is_in(value: Value, members: list[Any]) -> Sql:
    tests = list(_tests(value, [member for member in members if member is not None]))
    if None in members:
        tests.append(value.is_null)
    return join(" OR ", tests) if tests else Sql("0")


def _is_not_in(value: Value, members: list[Any]) -> Sql:
    if not members:
        return Sql("1")
    return sql("{} IS NOT NULL AND ({}) IS NOT TRUE", value.plain, _is_in(value, members))


def _tests(value: Value, members: list[Any]) -> Sequence[Sql]:
    match value.kind:
        case Kind.TEXT | Kind.NUMBER:
            return _among(value.plain, members)
        case Kind.TIME:
            return _among(value.plain, [parse_timestamp(member) for member in members])
        case Kind.DOCUMENT:
            return _equal_to_any(value, [member for member in members if isinstance(member, dict)])
        case Kind.ARRAY:
            return _equal_to_any(value, [member for member in members if isinstance(member, list)])
    strings = [member for member in members if isinstance(member, str)]
    texts = [member for member in strings if may_be_scalar_text(member)]
    texts += [canonical(member) for member in members if isinstance(member, bool)]
    numbers = [
        member
        for member in members
        if isinstance(member, int | float) and not isinstance(member, bool)
    ]
    containers = [member for member in members if isinstance(member, list | dict)]
    return [
        *(
            sql("{} AND {}", value.is_type(JsonType.STRING), test)
            for test in _among(value.plain, strings)
        ),
        *(
            sql("{} AND {}", value.is_type(JsonType.NUMBER | JsonType.BOOLEAN), test)
            for test in _among(value.json, texts)
        ),
        *(
            sql("{} AND {}", value.is_type(JsonType.NUMBER), test)
            for test in _among(value.plain, numbers)
        ),
        *_equal_to_any(value, containers),
    ]


def _among(expression: Sql, members: list[Any]) -> Sequence[Sql]:
    """Render one condition, or none for an empty list; a list of any length is one parameter."""
    if not members:
        return ()
    wanted = sql("SELECT value FROM json_each({})", bind(canonical(members)))
    return (sql("{} IN ({})", expression, wanted),)


def _equal_to_any(value: Value, containers: list[Any]) -> Sequence[Sql]:
    if not containers:
        return ()
    wanted = sql("SELECT 1 FROM json_each({}) AS wanted", bind(canonical(containers)))
    return (sql("EXISTS ({} WHERE evsrv_json_equal({}, wanted.value))", wanted, value.json),)


@hookimpl
def evsrv_filter_operators() -> list[Operator]:
    """Return the contract's tests of lists and of null."""
    return [
        Operator(
            name="in",
            summary="equals a member of the list; null in the list finds null",
            phrase="is one of",
            operands=_LISTS,
            render=_is_in,
            renders={"postgresql": postgresql_equality.is_in},
        ),
        Operator(
            name="notIn",
            summary="is not null and equals no member of the list; an empty list finds all",
            phrase="is none of",
            operands=_LISTS,
            render=_is_not_in,
            renders={"postgresql": postgresql_equality.is_not_in},
        ),
        Operator(
            name="isNull",
            summary="is null or missing",
            phrase="is missing",
            operands={Kind.ANY: None},
            portable=True,
            render=lambda value, _: value.is_null,
        ),
        Operator(
            name="isNotNull",
            summary="is neither null nor missing",
            phrase="is present",
            operands={Kind.ANY: None},
            portable=True,
            render=lambda value, _: sql("{} IS NOT NULL", value.plain),
        ),
    ]
