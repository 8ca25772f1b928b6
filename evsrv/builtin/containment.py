"""arrayContains, jsonContains, jsonContainedBy, jsonArrayContainsObject and the key tests."""

from typing import Any

from evsrv.builtin import postgresql_containment
from evsrv.builtin.equality import strictly_equals
from evsrv.plugin import JsonType, Kind, Operator, Sql, Value, bind, canonical, hookimpl, join, sql

_JSON = Kind.PATH | Kind.DOCUMENT | Kind.ARRAY
_ARRAYS = Kind.PATH | Kind.ARRAY
_SCALARS = ["string", "number", "boolean", "null"]
_MAX_SQL_MEMBERS = 8
"""With more members a call of a function is faster than SQL."""

_MAX_CONTAINERS = 200
"""Arrays and objects in an operand. Each is compared with each of an event's."""


def _check(operand: Any) -> None:
    todo, found = [operand], 0
    while todo:
        value = todo.pop()
        if isinstance(value, dict | list):
            found += 1
            todo += value.values() if isinstance(value, dict) else value
    if found > _MAX_CONTAINERS:
        raise ValueError(f"may hold at most {_MAX_CONTAINERS} arrays and objects, not {found}")


def _contains(value: Value, operand: Any) -> Sql:
    if isinstance(operand, dict) and 0 < len(operand) <= _MAX_SQL_MEMBERS:
        members = operand.items()
        if all(isinstance(wanted, str | int | float) for _, wanted in members):
            tests = [strictly_equals(value.at(name), wanted) for name, wanted in members]
            if value.kind is Kind.PATH:
                # A name such as "0" would lead into an array, too.
                tests.insert(0, value.is_type(JsonType.OBJECT))
            return join(" AND ", tests)
    return sql("evsrv_json_contains({}, {})", value.json, bind(canonical(operand)))


def _contained_by(value: Value, operand: Any) -> Sql:
    return sql("evsrv_json_contained_by({}, {})", value.json, bind(canonical(operand)))


def _array_contains(value: Value, operand: Any) -> Sql:
    wanted = operand if isinstance(operand, list) else [operand]
    # A handful is compared in SQL: a function would parse the array once for each of them.
    if 0 < len(wanted) <= _MAX_SQL_MEMBERS and not any(
        isinstance(one, dict | list) for one in wanted
    ):
        tests = [_has_element(value, scalar) for scalar in wanted]
    else:
        tests = [_contains(value, wanted)]
    return join(" AND ", [value.is_type(JsonType.ARRAY), *tests])


def _has_element(value: Value, scalar: Any) -> Sql:
    if scalar is None or isinstance(scalar, bool):
        test = sql("member.type = {}", Sql(f"'{canonical(scalar)}'"))
    elif isinstance(scalar, str):
        test = sql("member.type = 'text' AND member.value = {}", bind(scalar))
    else:
        test = sql("member.type IN ('integer', 'real') AND member.value = {}", bind(scalar))
    return sql("EXISTS (SELECT 1 FROM {} AS member WHERE {})", value.elements, test)


def _names(value: Value) -> Sql:
    """Render a query for the names that PostgreSQL's ? tests: keys, or strings in an array."""
    is_object = value.is_type(JsonType.OBJECT)
    return sql(
        "SELECT CASE WHEN {} THEN member.key ELSE member.value END"
        " FROM {} AS member WHERE {} OR member.type = 'text'",
        is_object,
        value.elements,
        is_object,
    )


def _has_key(value: Value, name: str) -> Sql:
    return sql("{} IN ({})", bind(name), _names(value))


def _has_any_key(value: Value, names: list[str]) -> Sql:
    return sql(
        "EXISTS (SELECT 1 FROM json_each({}) AS wanted WHERE wanted.value IN ({}))",
        bind(canonical(names)),
        _names(value),
    )


def _has_all_keys(value: Value, names: list[str]) -> Sql:
    return sql(
        "{} IS NOT NULL AND NOT EXISTS"
        " (SELECT 1 FROM json_each({}) AS wanted WHERE wanted.value NOT IN ({}))",
        value.plain,
        bind(canonical(names)),
        _names(value),
    )


@hookimpl
def evsrv_filter_operators() -> list[Operator]:
    """Return the contract's tests of the contents of JSON values."""
    return [
        Operator(
            name="arrayContains",
            summary="is an array that holds the scalar, or all of the scalars",
            phrase="includes",
            operands={_ARRAYS: {"type": [*_SCALARS, "array"], "items": {"type": _SCALARS}}},
            render=_array_contains,
            renders={"postgresql": postgresql_containment.array_contains},
        ),
        Operator(
            name="jsonContains",
            summary="contains the JSON value, as PostgreSQL's @>",
            phrase="contains the JSON",
            operands={_JSON: {}},
            check=_check,
            render=_contains,
            renders={"postgresql": postgresql_containment.contains},
        ),
        Operator(
            name="jsonContainedBy",
            summary="is contained in the JSON value, as PostgreSQL's <@",
            phrase="is contained in the JSON",
            operands={_JSON: {}},
            check=_check,
            render=_contained_by,
            renders={"postgresql": postgresql_containment.contained_by},
        ),
        Operator(
            name="jsonHasKey",
            summary="has the key, or the string as an element, as PostgreSQL's ?",
            phrase="has the key",
            operands={_JSON: {"type": "string"}},
            render=_has_key,
            renders={"postgresql": postgresql_containment.has_key},
        ),
        Operator(
            name="jsonHasAnyKey",
            summary="has any of the keys, as PostgreSQL's ?|",
            phrase="has any key of",
            operands={_JSON: {"type": "array", "items": {"type": "string"}}},
            render=_has_any_key,
            renders={"postgresql": postgresql_containment.has_any_key},
        ),
        Operator(
            name="jsonHasAllKeys",
            summary="has all of the keys, as PostgreSQL's ?&",
            phrase="has all keys of",
            operands={_JSON: {"type": "array", "items": {"type": "string"}}},
            render=_has_all_keys,
            renders={"postgresql": postgresql_containment.has_all_keys},
        ),
        Operator(
            name="jsonArrayContainsObject",
            summary="is an array with an element that contains the object, or one for each object",
            phrase="includes the object",
            operands={_ARRAYS: {"type": ["object", "array"], "items": {"type": "object"}}},
            check=_check,
            render=_array_contains,
            renders={"postgresql": postgresql_containment.array_contains},
        ),
    ]
