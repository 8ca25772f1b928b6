"""Random grouped queries have SQLite's answers in PostgreSQL."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from typing import Any

import pytest
from columnar.both_engines import MEMORY, NOW, SETTINGS, VOCABULARY
from hypothesis import given
from hypothesis import strategies as st
from semantics.budget import SEED, examples
from semantics.engine import running
from semantics.language.query_strategies import grouped_queries
from semantics.language.rows import random_rows
from semantics.language.test_features import FEATURES
from semantics.model import CONVERSATIONS, EVENTS, FEEDBACK

from evsrv.core import datasets
from evsrv.core.datasets import Dataset
from evsrv.core.errors import Unprocessable
from evsrv.core.scope import Scope
from evsrv.engine.cache import Cache
from evsrv.language import make_frontend
from evsrv.plugin.engine_terms import vocabulary_on
from evsrv.sqlite.opening import open_reader
from evsrv.sqlite.page import read_page
from postgresql.both_ways import read_both_ways
from postgresql.same_rows import require_same_rows
from postgresql.server import Database, connected_database, tables_of

Json = Any
RANGE = {"range": "2026-02-20/2026-04-10"}
NUMBERS: list[Json] = [
    *(0, 1, 1.0, 2, 2.5, -3, 0.1, -0.1, 1e22, 1e300, 5e-324, -2e-7, 2**53, 2**53 + 1, 2**63 - 1),
    *(-(2**63), 1e16, "1e5", "6", "6.0", "-0", "a", "9223372036854775808", "0.30000000000000004"),
    *(None, True, [1, 1.0], {"b": 1, "a": [None]}, "é", "", 123456789.123456789, 3, 3, 3.0),
]
FRONTEND = make_frontend(SETTINGS, vocabulary_on(VOCABULARY, "postgresql"))
VALUE = {"field": "properties", "path": ["v"]}


class BothEngines:
    """SQLite and PostgreSQL with the same rows."""

    def __init__(self, connection: sqlite3.Connection, postgresql: Database) -> None:
        self._connection = connection
        self._postgresql = postgresql
        self.organizations: dict[str, str] = {}

    def check_if_valid(self, dataset: Dataset, query: Json) -> None:
        """Assert that both have one answer to a query, if it is valid."""
        with suppress(Unprocessable):
            self.check(dataset, query)

    def check(self, dataset: Dataset, query: Json, space: str | None = None) -> None:
        """Assert that both have one answer to a query in each form of JSON."""
        scope = Scope(self.organizations[space or dataset.name])
        for form in ("text", "native"):
            plan = FRONTEND.page(dataset, query | {"jsonValues": form}, scope, NOW)
            wanted = read_page(plan, Cache(0), self._connection)
            ask = self._postgresql.ask
            for page in self._postgresql.run(read_both_ways(plan, ask, MEMORY)):
                assert page.total == wanted.total, query
                require_same_rows(plan, page.rows, wanted.rows)


@pytest.fixture(scope="module")
def engines(
    postgres_server: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BothEngines]:
    """Store random rows of each dataset, and events with unusual numbers."""
    db = tmp_path_factory.mktemp("postgresql") / "events.db"
    with (
        running(db) as engine,
        closing(open_reader(db, VOCABULARY.prepare_connection)) as reader,
        connected_database(postgres_server) as postgresql,
    ):
        spaces = {
            "events": engine.space(random_rows(EVENTS, SEED, 12)),
            "conversations": engine.space_of(CONVERSATIONS, random_rows(CONVERSATIONS, SEED, 12)),
            "feedback": engine.space_of(FEEDBACK, random_rows(FEEDBACK, SEED, 12)),
            "numbers": engine.space(map(_event, range(len(NUMBERS)), NUMBERS)),
        }
        both = BothEngines(reader, postgresql)
        both.organizations = {name: space.organization for name, space in spaces.items()}
        postgresql.make_functions()
        for dataset, rows in tables_of(reader).items():
            postgresql.make_table(dataset, rows)
        yield both


def _event(number: int, value: Json) -> Json:
    created = f"2026-03-{1 + number % 28:02}T10:00:00Z"
    return {"entityType": "event", "type": "x", "createdAt": created, "properties": {"v": value}}


@examples(60)
@given(data=st.data())
def test_random_groups_of_events_equal_sqlite(engines: BothEngines, data: st.DataObject) -> None:
    engines.check_if_valid(datasets.EVENTS, data.draw(grouped_queries(EVENTS)))


@examples(25)
@given(data=st.data())
def test_random_groups_of_conversations_equal_sqlite(
    engines: BothEngines, data: st.DataObject
) -> None:
    engines.check_if_valid(datasets.CONVERSATIONS, data.draw(grouped_queries(CONVERSATIONS)))


@examples(25)
@given(data=st.data())
def test_random_groups_of_feedback_equal_sqlite(engines: BothEngines, data: st.DataObject) -> None:
    engines.check_if_valid(datasets.FEEDBACK, data.draw(grouped_queries(FEEDBACK)))


@pytest.mark.parametrize("words", [RANGE, RANGE | {"timezone": "America/New_York"}])
@pytest.mark.parametrize("feature", FEATURES)
def test_feature_equals_sqlite(engines: BothEngines, feature: str, words: Json) -> None:
    engines.check(datasets.EVENTS, FEATURES[feature] | words)


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "Australia/Lord_Howe"])
@pytest.mark.parametrize("unit", ["hour", "day", "week", "month"])
def test_buckets_of_all_time_equal_sqlite(engines: BothEngines, unit: str, zone: str) -> None:
    time = {"type": "time", "timeUnit": unit}
    count = {"type": "aggregation", "aggregation": "count"}
    query = {"select": [time, count], "groupBy": [{"field": "type"}], "timezone": zone}
    engines.check(datasets.EVENTS, query)


@pytest.mark.parametrize(
    "name", ["count", "countDistinct", "sum", "avg", "min", "max", "median", "p90"]
)
def test_aggregation_of_unusual_numbers_equals_sqlite(engines: BothEngines, name: str) -> None:
    aggregation = {"type": "aggregation", "aggregation": name, **VALUE}
    for keys in ([], [VALUE]):
        engines.check(datasets.EVENTS, {"select": [aggregation], "groupBy": keys}, space="numbers")


@pytest.mark.parametrize(
    "bucket",
    [
        {"width": 1},
        {"width": 0.1},
        {"width": 3, "offset": -0.5},
        {"width": 1e-300},
        {"width": 1e308},
        {"edges": [0, 0.1, 3, 1e22]},
    ],
)
def test_buckets_of_unusual_numbers_equal_sqlite(engines: BothEngines, bucket: Json) -> None:
    count = {"type": "aggregation", "aggregation": "count"}
    query = {"select": [{"type": "bucket", **VALUE, **bucket}, count]}
    engines.check(datasets.EVENTS, query, space="numbers")


@pytest.mark.parametrize("direction", ["asc", "desc"])
def test_order_of_unusual_numbers_equals_sqlite(engines: BothEngines, direction: str) -> None:
    count = {"type": "aggregation", "aggregation": "count"}
    order = [{"field": "properties.v", "direction": direction}]
    query = {"select": [count], "groupBy": [VALUE], "orderBy": order}
    engines.check(datasets.EVENTS, query, space="numbers")
