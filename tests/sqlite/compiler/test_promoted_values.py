"""Promoted columns have every part of a value that the document has."""

import json
import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest
from golden.harness import open_database
from hypothesis import given, settings
from hypothesis import strategies as st
from semantics.pools import NUMBERS, STRINGS, TIMESTAMPS
from semantics.strategies import values

from evsrv.core.datasets import EVENTS
from evsrv.core.json_text import canonical
from evsrv.core.sql import Sql, sql
from evsrv.plugin import JsonType
from evsrv.query.reference import Reference
from evsrv.sqlite.compiler.context import CompileContext
from evsrv.sqlite.compiler.json_path import literal_path
from evsrv.sqlite.compiler.json_values import PathValue, PromotedValue
from evsrv.sqlite.compiler.values import value_of
from evsrv.sqlite.promoted_path import DOCUMENTS, PromotedPath, columns_of_slot, path_name
from sqlite.compiler.events_table import put

QUICK = settings(max_examples=300, deadline=None, derandomize=True)
PROMOTION = PromotedPath(1, "properties", ("v",))
PROMOTED = value_of(Reference(EVENTS.fields["properties"], ("v",)), CompileContext((PROMOTION,)))
PLAIN = value_of(Reference(EVENTS.fields["properties"], ("v",)))


@pytest.fixture(scope="module")
def table() -> Iterator[sqlite3.Connection]:
    """An events table with the columns of a slot."""
    database = open_database()
    for column in columns_of_slot(1):
        database.execute(f"ALTER TABLE events ADD COLUMN {column} ANY")
    yield database
    database.close()


def parts(database: sqlite3.Connection, document: str | None) -> list[tuple[Any, ...]]:
    """Each part of the value at v, with its type in SQL: as it is promoted, and in the document."""
    database.execute("DELETE FROM events")
    put(database, "e", properties=document)
    contents = zip(PROMOTION.columns, PROMOTION.column_expressions(Sql("properties")), strict=True)
    changes = ", ".join(f"{column} = {content.text}" for column, content in contents)
    database.execute(f"UPDATE events SET {changes}")
    found = []
    for value in (PROMOTED, PLAIN):
        below = value.at("a")
        wanted = [
            *(value.plain, value.text, value.number, value.instant, value.json),
            *(value.string, value.boolean),
            sql("CASE WHEN {} IS NOT NULL THEN {} END", value.plain, value.json_type),
            *(below.text, below.json, value.is_null),
            *(sql("{} IS TRUE", value.is_type(one)) for one in JsonType),
        ]
        shown = ", ".join(f"{one.text}, typeof({one.text})" for one in wanted)
        row = database.execute(f"SELECT {shown} FROM events AS e").fetchone()
        members = database.execute(
            f"SELECT m.key, m.value, m.type FROM events AS e, {value.elements.text} AS m"
        )
        found.append((*row, *members))
    return found


@pytest.mark.parametrize(
    "value",
    [
        *(None, True, False, [], {}, [1], {"a": 1.5}, ["a"], {"a": {"a": "ä"}}, [[1.0, None]]),
        *NUMBERS,
        *STRINGS,
        *TIMESTAMPS,
    ],
)
def test_every_kind_of_value(table: sqlite3.Connection, value: Any) -> None:
    promoted, plain = parts(table, canonical({"v": value}))
    assert repr(promoted) == repr(plain)


@pytest.mark.parametrize("document", [None, "{}", '{"a":1}', '{"v":null}'])
def test_what_is_not_there(table: sqlite3.Connection, document: str | None) -> None:
    promoted, plain = parts(table, document)
    assert promoted == plain
    assert promoted[:20:2] == (None,) * 10


@QUICK
@given(value=values)
def test_any_value(table: sqlite3.Connection, value: Any) -> None:
    promoted, plain = parts(table, canonical({"v": value}))
    # By their texts: 1 is not 1.0, nor 0.0 -0.0.
    assert repr(promoted) == repr(plain)


@QUICK
@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_any_string(table: sqlite3.Connection, text: str) -> None:
    promoted, plain = parts(table, canonical({"v": text}))
    assert promoted == plain


def test_the_columns_take_no_more_than_they_need(table: sqlite3.Connection) -> None:
    """The second one has nothing for what is promoted most: strings and integers."""
    value, json_text = columns_of_slot(1)
    for stored, expected in (("pro", None), (12, None), (1.5, "1.5"), (True, "true"), ([1], "[1]")):
        parts(table, canonical({"v": stored}))
        [found] = table.execute(f"SELECT {json_text} FROM events WHERE {value} IS NOT NULL")
        assert found == (expected,)


def test_only_the_very_path_is_read_from_columns() -> None:
    context = CompileContext(
        (
            PromotedPath(1, "properties", ("a",)),
            PromotedPath(2, "properties", ("a", "b")),
            PromotedPath(3, "userProperties", ("c",)),
        )
    )

    def columns(field: str, *path: str) -> str | None:
        value = value_of(Reference(EVENTS.fields[field], path), context)
        return value.plain.text if isinstance(value, PromotedValue) else None

    assert columns("properties", "a") == "e.promoted_1"
    assert columns("properties", "a", "b") == "e.promoted_2"
    assert columns("userProperties", "c") == "e.promoted_3"
    for other in (("userProperties", "a"), ("properties", "c"), ("properties", "a", "c")):
        assert columns(*other) is None
    whole = value_of(Reference(EVENTS.fields["properties"]), context)
    assert whole.at("a", "b").plain.text == whole.at("a").at("b").plain.text == "e.promoted_2"
    assert isinstance(whole.at("b"), PathValue)


def test_a_path_that_sqlite_may_misread_has_no_contents() -> None:
    path = ("a", "0")
    assert literal_path(path) is None
    with pytest.raises(ValueError, match="no literal path"):
        PromotedPath(1, "properties", path).column_expressions(Sql("properties"))


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (("a",), "properties.a"),
        (("a b", "c"), "properties.a b.c"),
        (("a.b", "c"), '["properties","a.b","c"]'),
    ],
)
def test_the_name_of_a_path(path: tuple[str, ...], name: str) -> None:
    assert path_name(("properties", path)) == name
    if name.startswith("["):
        assert json.loads(name) == ["properties", *path]


def test_every_json_field_can_be_promoted() -> None:
    assert set(DOCUMENTS) == {"properties", "userProperties"}
    for field, column in DOCUMENTS.items():
        assert value_of(Reference(EVENTS.fields[field])).plain.text == f"e.{column}"
