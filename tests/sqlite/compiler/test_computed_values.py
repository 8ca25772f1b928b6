"""The values of functions and of derived fields."""

import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest
from golden.harness import open_database

from evsrv.core.datasets import CONVERSATIONS, DATASETS, EVENTS
from evsrv.core.fields import Kind
from evsrv.core.sql import Sql, bind, sql
from evsrv.plugin import DerivedField, Function, JsonType, UnknownField, Value
from evsrv.query.reference import Reference
from evsrv.sqlite.compiler.context import CompileContext
from evsrv.sqlite.compiler.values import value_of
from evsrv.sqlite.promoted_path import PromotedPath


def function(gives: Kind, template: str) -> Function:
    return Function(
        name="computed",
        summary="A test.",
        takes=Kind.ANY,
        gives=gives,
        render=lambda value: sql(template, value.string),
    )


SIZE = function(Kind.NUMBER, "length({})")
DOUBLE = function(Kind.TEXT, "{} || '!'")
NEVER_NULL = function(Kind.TEXT, "coalesce({}, 'none')")
NAME = DerivedField(
    name="name",
    summary="A test.",
    kind=Kind.TEXT,
    render=lambda row: sql(
        "coalesce({}, {})",
        row.value("properties").at("name").text,
        row.value("userProperties").at("name").text,
    ),
)
QUERY = EVENTS.fields["searchQuery"]
PROPERTIES = EVENTS.fields["properties"]


@pytest.fixture(scope="module")
def connection() -> Iterator[sqlite3.Connection]:
    connection = open_database()
    yield connection
    connection.close()


def ask(connection: sqlite3.Connection, part: Sql, **columns: Any) -> Any:
    values = {"search_query": None, "properties": None, "user_properties": None, **columns}
    row = sql(
        ", ".join(f"{{}} AS {name}" for name in values), *(bind(one) for one in values.values())
    )
    query = sql("SELECT {} FROM (SELECT {}) AS e", part, row)
    (found,) = connection.execute(query.text, query.parameters).fetchone()
    return found


def test_a_function_has_the_kind_that_it_gives() -> None:
    assert value_of(Reference(QUERY, function=SIZE)).kind is Kind.NUMBER
    assert value_of(Reference(QUERY, function=DOUBLE)).kind is Kind.TEXT
    assert value_of(Reference(NAME)).kind is Kind.TEXT
    assert value_of(Reference(NAME, function=SIZE)).kind is Kind.NUMBER


def test_a_number_has_the_parts_of_numbers(connection: sqlite3.Connection) -> None:
    value = value_of(Reference(QUERY, function=SIZE))
    for part in (value.plain, value.number):
        assert ask(connection, part, search_query="abcd") == 4
    assert ask(connection, value.text, search_query="abcd") == "4"
    assert ask(connection, value.is_type(JsonType.NUMBER), search_query="abcd") == 1
    assert ask(connection, value.string, search_query="abcd") is None


def test_a_text_has_the_parts_of_texts(connection: sqlite3.Connection) -> None:
    value = value_of(Reference(QUERY, function=DOUBLE))
    for part in (value.plain, value.text, value.string):
        assert ask(connection, part, search_query="a") == "a!"
    assert ask(connection, value.json, search_query="a") == '"a!"'
    assert ask(connection, value.is_type(JsonType.STRING), search_query="a") == 1


@pytest.mark.parametrize("path", [(), ("a",), ("a", "b")])
def test_null_stays_null_though_the_function_would_give_a_value(
    connection: sqlite3.Connection, path: tuple[str, ...]
) -> None:
    field = PROPERTIES if path else QUERY
    value: Value = value_of(Reference(field, path, function=NEVER_NULL))
    assert ask(connection, value.is_null) == 1
    assert ask(connection, value.plain, properties='{"a":null}') is None
    assert ask(connection, value.plain, search_query="x", properties='{"a":{"b":"x"}}') is not None


def test_a_function_of_a_value_that_is_never_null_has_no_guard() -> None:
    value = value_of(Reference(EVENTS.fields["type"], function=SIZE))
    assert value.plain == Sql("(length(e.type))")


def test_functions_and_derived_fields_read_promoted_columns() -> None:
    promoted = CompileContext(
        (PromotedPath(1, "properties", ("name",)), PromotedPath(2, "userProperties", ("name",)))
    )
    for reference in (Reference(NAME), Reference(PROPERTIES, ("name",), function=SIZE)):
        assert "json_extract" in value_of(reference).plain.text
        assert "json_extract" not in value_of(reference, promoted).plain.text


def test_a_derived_field_is_computed_from_the_row(connection: sqlite3.Connection) -> None:
    name = value_of(Reference(NAME)).plain
    user = '{"name":"user"}'
    assert ask(connection, name, properties='{"name":"own"}', user_properties=user) == "own"
    assert ask(connection, name, properties='{"name":null}', user_properties=user) == "user"
    assert ask(connection, name) is None


def test_a_derived_field_cannot_read_what_is_no_stored_field() -> None:
    wrong = DerivedField(
        name="wrong",
        summary="A test.",
        kind=Kind.TEXT,
        render=lambda row: row.value("name").text,
    )
    with pytest.raises(UnknownField):
        value_of(Reference(wrong))


def test_equal_references_have_one_value_and_other_functions_another() -> None:
    assert value_of(Reference(QUERY, function=SIZE)) is value_of(Reference(QUERY, function=SIZE))
    assert value_of(Reference(QUERY, function=SIZE)) != value_of(Reference(QUERY, function=DOUBLE))


def test_fields_of_one_name_have_one_column_and_kind_in_all_datasets() -> None:
    # So a derived field is rendered without its dataset.
    columns: dict[str, set[tuple[str, Kind]]] = {}
    for dataset in DATASETS.values():
        for name, field in dataset.fields.items():
            columns.setdefault(name, set()).add((field.column, field.kind))
    assert all(len(found) == 1 for found in columns.values())
    assert "userMessageCount" in CONVERSATIONS.fields
