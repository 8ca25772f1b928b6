"""Each operator at a path, as SQL, against its meaning written out in Python."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evsrv import builtin
from evsrv.core.datasets import EVENTS
from evsrv.core.json_text import canonical
from evsrv.core.sql import bind, sql
from evsrv.plugin.vocabulary import collect
from evsrv.query.reference import Reference
from evsrv.sqlite.compiler.values import value_of
from evsrv.sqlite.functions import register
from evsrv.sqlite.json_functions import contains, equal

VOCABULARY = collect(builtin.PLUGINS)
QUICK = settings(max_examples=120, deadline=None, derandomize=True)
PATHS = [("v",), ("a.b",), ('q"t',), ("list", "0"), ("o", "v")]
"""A plain one, a quoted one, one for our function, through an array, and through an object."""

words = st.sampled_from(
    ["", "a", "b", "0", "-1", "1", "1.0", "true", "null", "[1]", "{}", '"', "é", "😀", "\uffff"]
)
numbers = st.integers(-2, 2) | st.sampled_from([0.5, 1.0, 1e22, 2**53 + 1, 2.0**53, 2**63 - 1])
scalars = st.none() | st.booleans() | numbers | words
keys = st.sampled_from(["a", "b", "0", "-1", "", 'q"', "a.b"])
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=6,
)
containers = st.lists(values, max_size=3) | st.dictionaries(keys, values, max_size=3)


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def eq(value: Any, operand: Any) -> bool:
    if operand is None or value is None:
        return operand is value
    if isinstance(operand, str):
        shown = is_number(value) or isinstance(value, bool)
        return operand == (canonical(value) if shown else value)
    return equal(value, operand)


def ordered(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    def holds(value: Any, operand: Any) -> bool:
        if isinstance(operand, str):
            return isinstance(value, str) and compare(value, operand)
        return is_number(value) and compare(value, operand)

    return holds


def has_key(value: Any, name: str) -> bool:
    match value:
        case dict():
            return name in value
        case list():
            return any(isinstance(member, str) and member == name for member in value)
    return isinstance(value, str) and value == name


def array_contains(value: Any, operand: Any) -> bool:
    wanted = operand if isinstance(operand, list) else [operand]
    return isinstance(value, list) and contains(value, wanted)


any_value = values
scalar_operands = scalars | st.lists(scalars, max_size=10)
orderable = words | numbers
lists = st.lists(values, max_size=5)
objects = st.dictionaries(keys, values, max_size=3)
names = st.lists(keys, max_size=3)

OPERATORS: dict[str, tuple[st.SearchStrategy[Any], Callable[[Any, Any], bool]]] = {
    "eq": (any_value, eq),
    "neq": (any_value, lambda value, operand: value is not None and not eq(value, operand)),
    "gt": (orderable, ordered(lambda value, operand: value > operand)),
    "gte": (orderable, ordered(lambda value, operand: value >= operand)),
    "lt": (orderable, ordered(lambda value, operand: value < operand)),
    "lte": (orderable, ordered(lambda value, operand: value <= operand)),
    "in": (lists, lambda value, operand: any(eq(value, member) for member in operand)),
    "notIn": (
        lists,
        lambda value, operand: (
            not operand or (value is not None and not any(eq(value, member) for member in operand))
        ),
    ),
    "isNull": (st.none(), lambda value, _: value is None),
    "isNotNull": (st.none(), lambda value, _: value is not None),
    "arrayContains": (scalar_operands, array_contains),
    "jsonContains": (
        any_value | st.dictionaries(keys, scalars, min_size=1, max_size=9),
        lambda value, operand: value is not None and contains(value, operand),
    ),
    "jsonContainedBy": (
        any_value,
        lambda value, operand: value is not None and contains(operand, value),
    ),
    "jsonHasKey": (keys, has_key),
    "jsonHasAnyKey": (names, lambda value, wanted: any(has_key(value, name) for name in wanted)),
    "jsonHasAllKeys": (
        names,
        lambda value, wanted: value is not None and all(has_key(value, name) for name in wanted),
    ),
    "jsonArrayContainsObject": (objects | st.lists(objects, max_size=3), array_contains),
}


def test_each_operator_has_its_meaning_here() -> None:
    assert OPERATORS.keys() == VOCABULARY.operators.keys()


@pytest.fixture(scope="module")
def connection() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as connection:
        register(connection)
        VOCABULARY.prepare_connection(connection)
        yield connection


def holds(
    connection: sqlite3.Connection, name: str, path: tuple[str, ...], value: Any, operand: Any
) -> list[bool]:
    """Return whether an operator holds at a path, and whether its opposite does."""
    document: Any = [value] if path[-1] == "0" else value
    if len(path) == 1 or path[-1] == "0":
        document = {path[0]: document}
    else:
        document = {path[0]: {path[1]: value}}
    reference = Reference(EVENTS.fields["properties"], path)
    test = VOCABULARY.operators[name].render(value_of(reference), operand)
    query = sql(
        "SELECT ({}) IS TRUE, ({}) IS NOT TRUE FROM (SELECT {} AS properties) AS e",
        test,
        test,
        bind(canonical(document)),
    )
    return [bool(found) for found in connection.execute(query.text, query.parameters).fetchone()]


@QUICK
@pytest.mark.parametrize("name", OPERATORS)
@given(data=st.data())
def test_an_operator_means_what_the_contract_says(
    connection: sqlite3.Connection, name: str, data: st.DataObject
) -> None:
    operands, meaning = OPERATORS[name]
    operand = data.draw(operands, label="operand")
    # Random values seldom have to do with the operand; half of them are made from it.
    related = [operand, [operand], *(operand if isinstance(operand, list | dict) else [])]
    if isinstance(operand, dict):
        related += [[member] for member in operand.values()]
    value = data.draw(values | containers | st.sampled_from(related), label="value")
    path = data.draw(st.sampled_from(PATHS), label="path")
    expected = meaning(value, operand)
    assert holds(connection, name, path, value, operand) == [expected, not expected]


@pytest.mark.parametrize("path", PATHS)
def test_members_of_an_object_are_no_elements_of_an_array(
    connection: sqlite3.Connection, path: tuple[str, ...]
) -> None:
    """PostgreSQL: '[1]' @> '{"0": 1}' is false, though the path {0} leads into an array too."""
    for name in ("0", "-1"):
        assert holds(connection, "jsonContains", path, [1], {name: 1}) == [False, True]
        assert holds(connection, "jsonContains", path, {name: 1}, {name: 1}) == [True, False]
