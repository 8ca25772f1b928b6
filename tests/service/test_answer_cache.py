"""Cached answers are valid only until their data changes, by any writer in any way."""

import asyncio
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.events import aggregation, all_of, at, condition, group, message, search, time
from support.server import Server, Start

from evsrv import app
from evsrv.config import Settings
from evsrv.core.datasets import EVENTS
from evsrv.core.event import Event
from evsrv.core.scope import Scope
from evsrv.core.time_range import Dependencies, TimeRange
from evsrv.engine.selection import Selection
from evsrv.language import load_vocabulary
from evsrv.service.answer_cache import AnswerCache, CacheKey, EncodedAnswer
from evsrv.service.service import Service
from evsrv.sqlite.data_version import MAX_NEW_EVENTS
from evsrv.sqlite.engine import SqliteEngine
from evsrv.sqlite.maintenance.prune import prune
from evsrv.web.app_keys import SERVICE

DAY = 86_400_000
COUNT = aggregation("count")
SCOPES = (Scope("acme"), Scope("acme", "site"), Scope("acme", "shop"), Scope("other", "site"))
EARLY = condition("createdAt", "lt", "1970-01-02")
LATE = condition("createdAt", "gt", "1970-01-02")
AS_THE_PAGE_ASKS = {
    "range": "past 7 days",
    "now": "2026-03-05T12:05:00.000Z",
    "timezone": "Europe/Berlin",
    "fill": True,
    "limit": 10_000,
    "meta": True,
}
SECOND_DAY = {"range": "1970-01-02/1970-01-03"}
QUERIES: tuple[Any, ...] = (
    {"select": [COUNT]},
    {"select": [time("day"), COUNT]},
    {"select": [time("day"), COUNT], "where": EARLY},
    {"select": [time("hour"), COUNT], "where": all_of(LATE, at("properties", "n", "eq", 1))},
    {"select": [COUNT], "groupBy": [group("type")], "where": {"not": EARLY}},
    {"select": [aggregation("sum", "properties", "n")], "groupBy": [group("projectId")]},
    {"groupBy": [group("id")], "limit": 2},
    {"limit": 2},
    {"limit": 1, "where": EARLY},
    {"limit": 1, "where": at("properties", "n", "eq", 1)},
    {"select": [COUNT], **SECOND_DAY},
    {"select": [COUNT], **SECOND_DAY, "compare": "previous"},
    {"select": [time("day"), COUNT], **SECOND_DAY, "compare": "previous", "where": EARLY},
    {"select": [time("hour"), {**COUNT, "over": 12, "as": "m"}], **SECOND_DAY, "fill": True},
    {"select": [time("day"), COUNT], "timezone": "Asia/Tokyo", "range": "1970-01-02/1970-01-04"},
)

ids = st.integers(0, 30)
times = st.integers(0, 3 * DAY)
events = st.builds(
    lambda id_, organization, project, created_at, n: Event(
        id=f"e{id_}",
        organization_id=organization,
        project_id=project,
        integration_id=None,
        event_type="search",
        type=f"t{n}",
        message_id=None,
        conversation_id=None,
        search_query="q",
        created_at=created_at,
        properties=f'{{"n":{n}}}',
        user_properties=None,
    ),
    ids,
    st.sampled_from(["acme", "other"]),
    st.sampled_from(["site", "shop", None]),
    times,
    st.integers(0, 2),
)
asks = st.tuples(st.just("ask"), st.sampled_from(QUERIES), st.sampled_from(SCOPES))
writes = st.one_of(
    st.tuples(st.just("append"), st.lists(events, max_size=3)),
    st.tuples(st.just("append elsewhere"), st.lists(events, max_size=3)),
    st.tuples(st.just("prune"), times),
    st.tuples(st.just("by hand"), st.just("DELETE FROM events WHERE id = :id"), ids, times),
    st.tuples(
        st.just("by hand"),
        st.just("UPDATE events SET created_at = :time WHERE id = :id"),
        ids,
        times,
    ),
    st.tuples(
        st.just("by hand"),
        st.just(
            "INSERT INTO events (id, organization_id, project_id, event_type, type, created_at)"
            " VALUES (:id, 'acme', 'site', 'search', 'by hand', :time) ON CONFLICT DO NOTHING"
        ),
        ids,
        times,
    ),
)
# Several queries follow each write, so that most cached answers are requested again.
steps = st.lists(st.tuples(writes, st.lists(asks, min_size=2, max_size=6)), min_size=1, max_size=12)


class TwinServices:
    """A service with an answer cache, one without, and another writer, all on one file."""

    def __init__(self, runner: asyncio.Runner, db: Path) -> None:
        self._runner = runner
        self._db = db
        self._stack = AsyncExitStack()

    async def open(self) -> None:
        with_cache, without_cache = (
            Settings(db=self._db, readers=1, cache_bytes=n) for n in (100_000, 0)
        )
        vocabulary = load_vocabulary(with_cache)
        enter = self._stack.enter_async_context
        self.cached: Service = await enter(app.service(with_cache, vocabulary))
        # Without cached totals, the twin computes every answer from the file.
        twin = await enter(
            await SqliteEngine.open(
                self._db, readers=1, max_totals=0, prepare=vocabulary.prepare_connection
            )
        )
        self.uncached = app.make_service(without_cache, vocabulary, twin)
        self.store = await enter(await SqliteEngine.open(self._db, readers=0))

    async def close(self) -> None:
        await self._stack.aclose()

    def do(self, step: tuple[Any, ...]) -> None:
        self._runner.run(self._do(step))

    async def _do(self, step: tuple[Any, ...]) -> None:
        match step:
            case "ask", query, scope:
                answer = await self.cached.query(EVENTS, query, scope)
                assert answer == await self.uncached.query(EVENTS, query, scope)
            case "append", events_:
                await self.cached._engine.append(events_)
            case "append elsewhere", events_:
                await self.store.append(events_)
            case "prune", before:
                await prune(self.store, Selection(before))
            case "by hand", statement, id_, time_:
                with closing(sqlite3.connect(self._db)) as connection, connection:
                    connection.execute(statement, {"id": f"e{id_}", "time": time_})

    @property
    def found(self) -> int:
        return self.cached._answers.hits

    def delete_events(self) -> None:
        with closing(sqlite3.connect(self._db)) as connection, connection:
            connection.execute("DELETE FROM events")


@pytest.fixture(scope="module")
def services() -> Iterator[TwinServices]:
    with tempfile.TemporaryDirectory() as folder, asyncio.Runner() as runner:
        services = TwinServices(runner, Path(folder) / "evsrv.db")
        runner.run(services.open())
        yield services
        runner.run(services.close())


@settings(max_examples=150, deadline=None, derandomize=True)
@given(steps)
def test_cached_answers_always_equal_computed_answers(
    services: TwinServices, steps: list[Any]
) -> None:
    services.delete_events()
    for write, questions in steps:
        services.do(write)
        for question in questions:
            services.do(question)


def test_repeated_query_is_answered_from_cache(services: TwinServices) -> None:
    before = services.found
    services.do(("ask", QUERIES[0], SCOPES[0]))
    services.do(("ask", QUERIES[0], SCOPES[0]))
    assert services.found > before


SITE = Scope("acme", "site")
BY_DAY: Any = {"select": [time("day"), COUNT]}


def question(body: bytes = b"") -> CacheKey:
    return CacheKey("events", "acme", "site", body)


def event(id_: str, **changes: Any) -> Event:
    members = {
        "organization_id": "acme",
        "project_id": "site",
        "integration_id": None,
        "event_type": "search",
        "type": "searched",
        "message_id": None,
        "conversation_id": None,
        "search_query": "q",
        "created_at": 0,
        "properties": None,
        "user_properties": None,
    }
    return Event(id=id_, **(members | changes))


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteEngine]:
    async with await SqliteEngine.open(tmp_path / "evsrv.db") as store:
        yield store


def make_cache(store: SqliteEngine, max_bytes: int = 10_000) -> AnswerCache:
    return AnswerCache(store, max_bytes=max_bytes)


async def put_answer(cache: AnswerCache, key: CacheKey, answer: EncodedAnswer) -> None:
    snapshot = await cache.snapshot([DEPENDENCIES])
    assert snapshot
    cache.put(key, answer, snapshot)


DEPENDENCIES = Dependencies(EVENTS, SITE, TimeRange(0, 1000))


async def test_event_outside_dependencies_keeps_cached_answer_valid(store: SqliteEngine) -> None:
    cache = make_cache(store)
    await put_answer(cache, question(), EncodedAnswer.encode(1))
    await store.append(
        [
            event("1", created_at=1001),
            event("2", created_at=-1),
            event("3", project_id="shop"),
            event("4", project_id=None),
            event("5", organization_id="other"),
        ]
    )
    assert await cache.get(question()) == EncodedAnswer.encode(1)
    await store.append([event("6", created_at=1000)])
    assert await cache.get(question()) is None


async def test_event_stored_while_answer_is_computed_invalidates_it(store: SqliteEngine) -> None:
    cache = make_cache(store)
    snapshot = await cache.snapshot([DEPENDENCIES])
    assert snapshot
    await store.append([event("1")])
    cache.put(question(), EncodedAnswer.encode(1), snapshot)
    assert await cache.get(question()) is None


async def test_cached_answer_is_invalid_after_too_many_new_events(store: SqliteEngine) -> None:
    cache = make_cache(store)
    await put_answer(cache, question(), EncodedAnswer.encode(1))
    unrelated = [event(f"e{n}", project_id="shop") for n in range(MAX_NEW_EVENTS + 1)]
    await store.append(unrelated[:-1])
    assert await cache.get(question()) == EncodedAnswer.encode(1)
    await store.append([event(f"more {n}", project_id="shop") for n in range(MAX_NEW_EVENTS + 1)])
    assert await cache.get(question()) is None


async def test_reused_row_number_invalidates_cached_answer(
    store: SqliteEngine, tmp_path: Path
) -> None:
    await store.append([event("1", project_id="shop"), event("2", project_id="shop")])
    cache = make_cache(store)
    await put_answer(cache, question(), EncodedAnswer.encode(1))
    with closing(sqlite3.connect(tmp_path / "evsrv.db")) as connection, connection:
        connection.execute("DELETE FROM events WHERE id = '2'")
    await store.append([event("3")])
    assert await cache.get(question()) is None


async def test_answer_cache_evicts_least_recently_used_answer(store: SqliteEngine) -> None:
    cache = make_cache(store, max_bytes=5000)
    large = EncodedAnswer.encode("x" * 1000)
    for name in (b"1", b"2"):
        await put_answer(cache, question(name), large)
    assert await cache.get(question(b"1")) == large
    await put_answer(cache, question(b"3"), large)
    assert await cache.get(question(b"2")) is None
    assert await cache.get(question(b"1")) == await cache.get(question(b"3")) == large


async def test_answer_larger_than_cache_is_not_stored(store: SqliteEngine) -> None:
    cache = make_cache(store)
    larger = EncodedAnswer.encode("x" * 20_000)
    await put_answer(cache, question(), larger)
    assert await cache.get(question()) is None


async def test_disabled_answer_cache_takes_no_data_version(store: SqliteEngine) -> None:
    assert await make_cache(store, max_bytes=0).snapshot([DEPENDENCIES]) == []


async def test_page_of_events_is_cached_until_event_is_stored(server: Server) -> None:
    cache = server.client.app[SERVICE]._answers
    first = await server.query({})
    assert await server.query({}) == first
    assert cache.hits == 1
    await server.post_event(message("news"))
    assert (await server.query({}))[1]["data"]["count"] == 1
    assert cache.hits == 1


async def test_row_by_id_is_not_cached(server: Server) -> None:
    await server.post_event(message("one"))
    by_id = {"where": {"condition": {"field": "id", "operator": "eq", "value": "one"}}}
    assert await server.query(by_id) == await server.query(by_id)
    assert server.client.app[SERVICE]._answers.hits == 0


VOLATILE = """
import itertools
from evsrv.plugin import Aggregate, FixedLength, Kind, Operator, Sql, TimeUnit, hookimpl

turns = itertools.count()

@hookimpl
def evsrv_filter_operators():
    yield Operator(name="now", summary="by turns", operands={Kind.ANY: None}, volatile=True,
                   render=lambda value, _: Sql(str(next(turns) % 2)))

@hookimpl
def evsrv_aggregates():
    yield Aggregate(name="turn", summary="by turns", without_field=Sql("count(*)"), volatile=True,
                    render=lambda value: Sql("1"))

@hookimpl
def evsrv_time_units():
    yield TimeUnit(name="shift", summary="by turns", fixed_length=FixedLength(1000), volatile=True)
"""


@pytest.mark.parametrize(
    ("query", "is_cached"),
    [
        (BY_DAY, True),
        ({"groupBy": [group("type")]}, True),
        ({}, True),
        ({"limit": 1}, True),
        ({"where": {"not": {"or": [condition("id", "now")]}}}, False),
        ({**BY_DAY, "where": {"not": {"or": [condition("id", "now")]}}}, False),
        ({"select": [aggregation("turn")]}, False),
        ({"groupBy": [group("id")], "orderBy": [{"field": "turn", "direction": "asc"}]}, False),
        ({"select": [time("shift")]}, False),
    ],
)
async def test_only_answers_without_volatile_terms_are_cached(
    start: Start, tmp_path: Path, query: Any, is_cached: bool
) -> None:
    (tmp_path / "volatile.py").write_text(VOLATILE)
    server = await start(plugins_dir=tmp_path)
    cache = server.client.app[SERVICE]._answers
    for _ in range(2):
        assert (await server.query(query))[0] == 200
    assert cache.hits == is_cached


async def ask(server: Server, **options: Any) -> Any:
    return await server.send("POST", "/query/events", BY_DAY, **options)


async def test_etag_changes_exactly_with_answer_body(server: Server) -> None:
    first = await ask(server)
    again = await ask(server)
    assert first.headers["ETag"] == again.headers["ETag"]
    assert first.text == again.text
    await server.post_event(message("new"))
    later = await ask(server)
    assert later.json["data"]["total"] == 1
    assert later.headers["ETag"] != first.headers["ETag"]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/query/events", BY_DAY),
        ("POST", "/query/events", {}),
        ("POST", "/query/events", BY_DAY | AS_THE_PAGE_ASKS),
        ("POST", "/query/property-values", {"field": "properties", "key": "n", "counts": True}),
        ("GET", "/query/top-search-queries", None),
        ("GET", "/query/weekly-search-users", None),
    ],
)
async def test_matching_if_none_match_returns_304(
    server: Server, method: str, path: str, body: Any
) -> None:
    async def ask(tag: str | None = None) -> Any:
        headers = {} if tag is None else {"If-None-Match": tag}
        return await server.send(method, path, body, headers=headers)

    first = await ask()
    tag = first.headers["ETag"]
    assert first.headers["Cache-Control"] == "private, no-cache"
    for matching in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        unchanged = await ask(matching)
        assert (unchanged.status, unchanged.text) == (304, "")
        assert unchanged.headers["ETag"] == tag
        assert unchanged.headers["X-Request-ID"]
    for other in ('"other"', tag.strip('"'), ""):
        assert (await ask(other)).text == first.text
    await server.post_event(search("news", id="n", properties={"n": 1}))
    changed = await ask(tag)
    assert changed.status == 200
    assert changed.headers["ETag"] != tag


async def test_if_none_match_does_not_bypass_authorization(server: Server) -> None:
    headers = {"If-None-Match": (await ask(server)).headers["ETag"]}
    for key, status in ((server.make_key(kind="web"), 403), ("evsrv_api_none", 401)):
        assert (await ask(server.with_key(key), headers=headers)).status == status
