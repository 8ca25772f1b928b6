"""Random raw queries of random events have the rows that SQLite has."""

import sqlite3
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from golden.harness import compile_query, open_database
from hypothesis import strategies as st
from semantics.budget import drawn
from semantics.filter_strategies import conditions, filters, siblings
from semantics.model import stored
from semantics.places import Places
from semantics.query_strategies import raw_queries
from semantics.strategies import events

from evsrv.core.datasets import EVENTS
from evsrv.core.errors import Unprocessable
from evsrv.core.json_text import canonical
from evsrv.core.scope import Scope
from evsrv.ingest import EventReader
from evsrv.sqlite.insert import append_events
from postgresql.same_raw_rows import require_same_rows
from postgresql.server import Database, connected_database, tables_of

Json = Any
SCOPE = Scope("acme", None)
EVENT_COUNT = 120
QUERY_COUNT = 300


class BothEngines:
    """The same random events in SQLite and in PostgreSQL."""

    def __init__(self, postgresql: Database) -> None:
        self.postgresql = postgresql
        self.sqlite: sqlite3.Connection = open_database()
        bodies = [
            {"id": f"event {number}", **without_negative_zeros(body)}
            for number, body in enumerate(drawn(events(), EVENT_COUNT))
        ]
        read = EventReader().read
        append_events(
            self.sqlite,
            [read(body, organization_id="acme", project_id=None, now=0) for body in bodies],
        )
        postgresql.make_table(EVENTS, tables_of(self.sqlite)[EVENTS])
        self.places = Places([{"id": body["id"], **stored(body, "acme")} for body in bodies])

    def check(self, query: Json) -> bool:
        """Compare the rows of a query; return whether it is valid."""
        try:
            plan, _ = compile_query(query, SCOPE)
        except Unprocessable:
            return False
        require_same_rows(plan, self.postgresql, self.sqlite)
        return True


def without_negative_zeros(body: Json) -> Json:
    """Return a body whose numbers PostgreSQL has, too: numeric has no negative zero."""
    text = canonical(body)
    return orjson.loads(
        text.replace("-0.0,", "0.0,").replace("-0.0}", "0.0}").replace("-0.0]", "0.0]")
    )


@pytest.fixture(scope="module")
def engines(postgres_server: str) -> Iterator[BothEngines]:
    with connected_database(postgres_server) as database:
        database.make_functions()
        yield BothEngines(database)


def require_mostly_valid(engines: BothEngines, queries: list[Json]) -> None:
    valid = sum(map(engines.check, queries))
    assert valid > len(queries) / 2


@pytest.mark.parametrize("json_values", ["text", "native"])
def test_random_raw_queries_equal_sqlite(engines: BothEngines, json_values: str) -> None:
    queries = drawn(raw_queries(engines.places), QUERY_COUNT)
    require_mostly_valid(engines, [query | {"jsonValues": json_values} for query in queries])


@pytest.mark.parametrize("make", [conditions, filters])
def test_random_filters_equal_sqlite(engines: BothEngines, make: Any) -> None:
    found: st.SearchStrategy[Json] = make(engines.places)
    wheres = [other for one in drawn(found, QUERY_COUNT) for other in (one, *siblings_of(one))]
    select = [{"type": "field", "field": "id"}]
    require_mostly_valid(engines, [{"select": select, "where": where} for where in wheres])


def siblings_of(where: Json) -> list[Json]:
    return siblings(where) if "condition" in where else []
