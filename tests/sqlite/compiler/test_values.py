"""The shapes of each kind of value on real SQLite."""

import sqlite3
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evsrv.core.fields import FIELDS, Kind
from evsrv.core.json_text import canonical
from evsrv.core.sql import Sql, bind, sql
from evsrv.core.timestamps import format_timestamp
from evsrv.query.plan import Reference
from evsrv.sqlite.compiler.values import iso_8601, value_of
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
    for value in (at("a"), at("é"), at("a", "0"), value_of(Reference(FIELDS["properties"]))):
        parts = (value.sql, value.text, value.number, value.instant, value.json, value.json_type)
        assert ask(connection, None, *parts) == (None,) * 6
        assert ask(connection, None, sql("(SELECT count(*) FROM {})", value.members)) == (0,)


def test_a_path_goes_on_below_a_value(connection: sqlite3.Connection) -> None:
    document = canonical({"a": {"b": {"é": 7}}})
    whole = value_of(Reference(FIELDS["properties"]))
    for value in (whole.at("a", "b", "é"), whole.at("a").at("b", "é"), at("a").at("b").at("é")):
        assert ask(connection, document, value.sql) == (7,)


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
    value = value_of(Reference(FIELDS["type"]))
    parts = (value.sql, value.text, value.number, value.instant, value.json, value.json_type)
    assert of_event(event, *parts) == ("12", "12", 12, None, '"12"', "text")
    assert of_event(event, value_of(Reference(FIELDS["messageId"])).instant) == (86_400_000,)
    assert of_event(event, value.at("a").sql, value.at("a").json_type) == (None, None)
    assert of_event(event, sql("(SELECT value FROM {})", value.members)) == ("12",)
    null = value_of(Reference(FIELDS["searchQuery"]))
    parts = (null.sql, null.text, null.number, null.instant, null.json, null.json_type)
    assert of_event(event, *parts) == (None,) * 6


def test_the_shapes_of_created_at(event: sqlite3.Connection) -> None:
    value = value_of(Reference(FIELDS["createdAt"]))
    shown = "1970-01-01T00:00:01.500Z"
    parts = (value.sql, value.text, value.number, value.instant, value.json, value.json_type)
    assert of_event(event, *parts) == (1500, shown, 1500, 1500, f'"{shown}"', "text")
    assert of_event(event, value.at("a").sql) == (None,)
    assert of_event(event, sql("(SELECT value FROM {})", value.members)) == (shown,)


def test_the_kind_of_each_value() -> None:
    kinds = {name: value_of(Reference(field)).kind for name, field in FIELDS.items()}
    assert kinds == {name: field.kind for name, field in FIELDS.items()}
    assert at("a").kind is Kind.PATH


@QUICK
@given(st.integers(-62_135_596_800_000, 253_402_300_799_999))
def test_sqlite_writes_instants_as_we_do(connection: sqlite3.Connection, instant: int) -> None:
    query = sql("SELECT {}", iso_8601(bind(instant)))
    assert connection.execute(query.text, query.parameters).fetchone() == (
        format_timestamp(instant),
    )
