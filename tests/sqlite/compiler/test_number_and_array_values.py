"""The parts of number fields and of fields that hold an array."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from golden.harness import open_database
from support.dataset_rows import insert

from evsrv.core.datasets import CONVERSATIONS, DATASETS, FEEDBACK
from evsrv.core.fields import Kind
from evsrv.core.sql import Sql, join, sql
from evsrv.plugin.value import JsonType, Value
from evsrv.query.reference import Reference
from evsrv.sqlite.compiler.values import value_of

COUNT = value_of(Reference(CONVERSATIONS.fields["userMessageCount"]))
REASONS = value_of(Reference(FEEDBACK.fields["reasons"]))


@pytest.fixture
def database() -> Iterator[sqlite3.Connection]:
    with closing(open_database()) as connection:
        insert(connection, CONVERSATIONS, [{"id": "c", "userMessageCount": 9}])
        yield connection


def parts_of(connection: sqlite3.Connection, table: str, *parts: Sql) -> tuple[Any, ...]:
    query = sql("SELECT {} FROM {} AS e", join(", ", parts), Sql(table))
    (row,) = connection.execute(query.text, query.parameters)
    return tuple(row)


def shape(value: Value) -> tuple[Sql, ...]:
    return (
        *(value.plain, value.text, value.string, value.number, value.boolean),
        *(value.instant, value.json, value.json_type),
    )


def test_number_field_is_a_number_and_no_time(database: sqlite3.Connection) -> None:
    shown = parts_of(database, "conversations", *shape(COUNT))
    assert shown == (9, "9", None, 9, None, None, "9", "integer")
    is_number = COUNT.is_type(JsonType.NUMBER)
    is_text = COUNT.is_type(JsonType.STRING | JsonType.BOOLEAN)
    assert parts_of(database, "conversations", is_number, is_text, COUNT.is_null) == (1, 0, 0)
    elements = sql("(SELECT value FROM {})", COUNT.elements)
    below = COUNT.at("a")
    assert parts_of(database, "conversations", elements, below.plain) == (9, None)


@pytest.mark.parametrize(
    ("reasons", "text", "json_type"),
    [
        ([{"label": "a", "details": ""}], '[{"details":"","label":"a"}]', "array"),
        ([], "[]", "array"),
        (None, None, None),
    ],
)
def test_array_field_is_json_without_paths(
    database: sqlite3.Connection, reasons: Any, text: str | None, json_type: str | None
) -> None:
    insert(database, FEEDBACK, [{"id": "f", "reasons": reasons}])
    shown = parts_of(database, "feedback", *shape(REASONS))
    assert shown == (text, text, None, None, None, None, text, json_type)
    below = REASONS.at("0", "label")
    assert parts_of(database, "feedback", below.plain, below.json_type) == (None, None)
    assert parts_of(database, "feedback", REASONS.is_null) == (text is None,)
    length = sql("(SELECT count(*) FROM {})", REASONS.elements)
    assert parts_of(database, "feedback", length) == (len(reasons or ()),)


def test_value_of_each_field_has_the_kind_of_the_field() -> None:
    for dataset in DATASETS.values():
        for field in dataset.fields.values():
            assert value_of(Reference(field)).kind is field.kind
            assert value_of(Reference(field)).plain.text == f"e.{field.column}"
    assert (COUNT.kind, REASONS.kind) == (Kind.NUMBER, Kind.ARRAY)
