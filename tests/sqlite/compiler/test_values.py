"""The shapes of each kind of value on real SQLite."""

import sqlite3
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evsrv.core.datasets import EVENTS
from evsrv.core.fields import Kind
from evsrv.core.json_text import canonical
from evsrv.core.sql import Sql, bind, sql
from evsrv.core.timestamps import format_timestamp
from evsrv.plugin import JsonType
from evsrv.query.reference import Reference
from evsrv.sqlite.compiler.iso_8601 import render_iso_8601
from evsrv.sqlite.compiler.values import value_of
from sqlite.compiler.expressions import ask, at

QUICK = settings(max_examples=250, deadline=None, derandomize=True)


NUMBERS = [
    ({"v": 12}, 12),
    ({"v": 1.5}, 1.5),
    ({"v": "12"}, 12),
    ({"v": "-0.5"}, -0.5),
    ({"v": "1e3"}, None),
    ({"v": "x"}, None),
    ({"v": ""}, None),
    ({"v": True}, None),
    ({"v": None}, None),
    ({"v": [1]}, None),
    ({"v": {"a": 1}}, None),
    ({}, None),
]


@pytest.mark.parametrize(("document", "number"), NUMBERS)
def test_the_number_that_a_value_is_or_spells(
    connection: sqlite3.Connection, document: Any, number: Any
) -> None:
    stored = canonical(document)
    awkward = canonical({'q"': document.get("v")})
    assert ask(connection, stored, at("v").number) == (number,)
    assert ask(connection, awkward, at('q"').number) == (number,)


@pytest.mark.parametrize(
    ("value", "instant"),
    [
        ("1970-01-02", 86_400_000),
        ("1970-01-01T00:00:00.0019Z", 1),
        ("soon", None),
        (86_400_000, None),
        (True, None),
        (["1970-01-02"], None),
        (None, None),
    ],
)
def test_the_instant_that_a_value_spells(
    connection: sqlite3.Connection, value: Any, instant: int | None
) -> None:
    assert ask(connection, canonical({"v": value}), at("v").instant) == (instant,)
    assert ask(connection, canonical({"é": value}), at("é").instant) == (instant,)


def test_a_document_that_is_null_has_nothing_in_it(connection: sqlite3.Connection) -> None:
    for value in (at("a"), at("é"), at("a", "0"), value_of(Reference(EVENTS.fields["properties"]))):
        parts = (value.plain, value.text, value.number, value.instant, value.json, value.json_type)
        assert ask(connection, None, *parts) == (None,) * 6
        assert ask(connection, None, sql("(SELECT count(*) FROM {})", value.elements)) == (0,)


def test_a_path_goes_on_below_a_value(connection: sqlite3.Connection) -> None:
    document = canonical({"a": {"b": {"é": 7}}})
    whole = value_of(Reference(EVENTS.fields["properties"]))
    for value in (whole.at("a", "b", "é"), whole.at("a").at("b", "é"), at("a").at("b").at("é")):
        assert ask(connection, document, value.plain) == (7,)


@pytest.fixture
def event(database: sqlite3.Connection) -> sqlite3.Connection:
    database.execute(
        """INSERT INTO events (id, organization_id, event_type, type, message_id, created_at)
        VALUES ('a', 'acme', 'message', '12', '1970-01-02', 1500)"""
    )
    return database


def of_event(event: sqlite3.Connection, *wanted: Sql) -> tuple[Any, ...]:
    query = sql(f"SELECT {', '.join(['{}'] * len(wanted))} FROM events AS e", *wanted)
    found: tuple[Any, ...] = event.execute(query.text, query.parameters).fetchone()
    return found


def test_the_shapes_of_a_text_field(event: sqlite3.Connection) -> None:
    value = value_of(Reference(EVENTS.fields["type"]))
    parts = (value.plain, value.text, value.number, value.instant, value.json, value.json_type)
    assert of_event(event, *parts) == ("12", "12", 12, None, '"12"', "text")
    assert of_event(event, value_of(Reference(EVENTS.fields["messageId"])).instant) == (86_400_000,)
    assert of_event(event, value.at("a").plain, value.at("a").json_type) == (None, None)
    assert of_event(event, sql("(SELECT value FROM {})", value.elements)) == ("12",)
    null = value_of(Reference(EVENTS.fields["searchQuery"]))
    parts = (null.plain, null.text, null.number, null.instant, null.json, null.json_type)
    assert of_event(event, *parts) == (None,) * 6


def test_the_shapes_of_created_at(event: sqlite3.Connection) -> None:
    value = value_of(Reference(EVENTS.fields["createdAt"]))
    shown = "1970-01-01T00:00:01.500Z"
    parts = (value.plain, value.text, value.number, value.instant, value.json, value.json_type)
    assert of_event(event, *parts) == (1500, shown, 1500, 1500, f'"{shown}"', "text")
    assert of_event(event, value.at("a").plain) == (None,)
    assert of_event(event, sql("(SELECT value FROM {})", value.elements)) == (shown,)


def test_the_kind_of_each_value() -> None:
    kinds = {name: value_of(Reference(field)).kind for name, field in EVENTS.fields.items()}
    assert kinds == {name: field.kind for name, field in EVENTS.fields.items()}
    assert at("a").kind is Kind.PATH


@QUICK
@given(st.integers(-62_135_596_800_000, 253_402_300_799_999))
def test_sqlite_writes_instants_as_we_do(connection: sqlite3.Connection, instant: int) -> None:
    query = sql("SELECT {}", render_iso_8601(bind(instant)))
    assert connection.execute(query.text, query.parameters).fetchone() == (
        format_timestamp(instant),
    )


TYPED_PARTS = [
    # value, string, boolean, JSON type
    ("pro", "pro", None, JsonType.STRING),
    ("", "", None, JsonType.STRING),
    ("true", "true", None, JsonType.STRING),
    ("1", "1", None, JsonType.STRING),
    ("[1]", "[1]", None, JsonType.STRING),
    (1, None, None, JsonType.NUMBER),
    (0.5, None, None, JsonType.NUMBER),
    (2**63 - 1, None, None, JsonType.NUMBER),
    (True, None, 1, JsonType.BOOLEAN),
    (False, None, 0, JsonType.BOOLEAN),
    ([], None, None, JsonType.ARRAY),
    (["a"], None, None, JsonType.ARRAY),
    ({}, None, None, JsonType.OBJECT),
    ({"a": True}, None, None, JsonType.OBJECT),
]


@pytest.mark.parametrize("path", [("v",), ('q"',), ("a", "0")])
@pytest.mark.parametrize(("value", "string", "boolean", "json_type"), TYPED_PARTS)
def test_a_typed_part_is_null_for_other_types(
    connection: sqlite3.Connection,
    path: tuple[str, ...],
    value: Any,
    string: str | None,
    boolean: int | None,
    json_type: JsonType,
) -> None:
    document = canonical({path[0]: [value] if path[1:] else value})
    part = at(*path)
    found = ask(connection, document, part.string, part.boolean, part.is_null)
    assert found == (string, boolean, 0)
    types = [one for one in JsonType if ask(connection, document, part.is_type(one)) == (1,)]
    assert types == [json_type]
    assert ask(connection, document, part.is_type(json_type | JsonType.NUMBER)) == (1,)


@pytest.mark.parametrize("document", [None, "{}", '{"v":null}', '{"v":[null]}'])
@pytest.mark.parametrize("path", [("v", "0"), ("v", "x"), ('q"',)])
def test_a_null_has_no_type(
    connection: sqlite3.Connection, document: str | None, path: tuple[str, ...]
) -> None:
    part = at(*path)
    assert ask(connection, document, part.string, part.boolean, part.is_null) == (None, None, 1)
    assert not any(ask(connection, document, part.is_type(one))[0] for one in JsonType)


def test_the_typed_parts_of_columns(event: sqlite3.Connection) -> None:
    for name, string in (("type", "12"), ("createdAt", "1970-01-01T00:00:01.500Z")):
        value = value_of(Reference(EVENTS.fields[name]))
        is_string, is_number = value.is_type(JsonType.STRING), value.is_type(JsonType.NUMBER)
        parts = (value.string, value.boolean, value.is_null, is_string, is_number)
        assert of_event(event, *parts) == (string, None, 0, 1, 0)
    null = value_of(Reference(EVENTS.fields["searchQuery"]))
    assert of_event(event, null.string, null.boolean, null.is_null) == (None, None, 1)
    whole = value_of(Reference(EVENTS.fields["properties"]))
    assert of_event(event, whole.string, whole.boolean, whole.is_null) == (None, None, 1)
