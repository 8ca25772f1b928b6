"""Replies are kept only as long as they are true, whoever writes to the file and how."""

import asyncio
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, closing
from pathlib import Path
from typing import Any

import orjson
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from support.events import aggregation, all_of, at, condition, group, message, search, time
from support.server import Server, Start

from evsrv import app
from evsrv.config import Settings
from evsrv.core.event import Event
from evsrv.core.scope import Scope
from evsrv.core.time_range import Dependencies, TimeRange
from evsrv.service.answer_cache import AnswerCache, CacheKey, EncodedAnswer
from evsrv.service.service import FEW_EVENTS, Service
from evsrv.sqlite.data_version import MAX_NEW_EVENTS
from evsrv.sqlite.engine import SqliteEngine
from evsrv.sqlite.maintenance.prune import Selection, prune
from evsrv.sqlite.page import TotalCache
from evsrv.web.app_keys import SERVICE

DAY = 86_400_000
COUNT = aggregation("count")
SCOPES = (Scope("acme"), Scope("acme", "site"), Scope("acme", "shop"), Scope("other", "site"))
EARLY = condition("createdAt", "lt", "1970-01-02")
LATE = condition("createdAt", "gt", "1970-01-02")
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
# Each write is followed by questions, so that most replies are asked for again.
steps = st.lists(st.tuples(writes, st.lists(asks, min_size=2, max_size=6)), min_size=1, max_size=12)


class House:
    """A service that keeps replies, one beside it that keeps none, and another writer."""

    def __init__(self, runner: asyncio.Runner, db: Path) -> None:
        self._runner = runner
        self._db = db
        self._stack = AsyncExitStack()

    async def open(self) -> None:
        kept, none = (Settings(db=self._db, readers=1, cache_bytes=n) for n in (100_000, 0))
        vocabulary = app.load_vocabulary(kept)
        enter = self._stack.enter_async_context
        self.keeping: Service = await enter(app.service(kept, vocabulary))
        forgetful: Service = await enter(app.service(none, vocabulary))
        self.forgetful = evolve(forgetful, totals=TotalCache(0))
        self.store = await enter(await SqliteEngine.open(self._db, readers=0))

    async def close(self) -> None:
        await self._stack.aclose()

    def do(self, step: tuple[Any, ...]) -> None:
        with pytest.MonkeyPatch.context() as patched:
            # Pages of few events too, to see that they would be as true.
            patched.setattr("evsrv.service.service.FEW_EVENTS", 0)
            self._runner.run(self._do(step))

    async def _do(self, step: tuple[Any, ...]) -> None:
        match step:
            case "ask", query, scope:
                body = orjson.dumps(query)
                kept = await self.keeping.query_events(body, scope)
                assert kept == await self.forgetful.query_events(body, scope)
            case "append", events_:
                await self.keeping._store.append(events_)
            case "append elsewhere", events_:
                await self.store.append(events_)
            case "prune", before:
                await prune(self.store, Selection(before))
            case "by hand", statement, id_, time_:
                with closing(sqlite3.connect(self._db)) as connection, connection:
                    connection.execute(statement, {"id": f"e{id_}", "time": time_})

    @property
    def found(self) -> int:
        return self.keeping._replies.found

    def empty(self) -> None:
        with closing(sqlite3.connect(self._db)) as connection, connection:
            connection.execute("DELETE FROM events")


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with tempfile.TemporaryDirectory() as folder, asyncio.Runner() as runner:
        house = House(runner, Path(folder) / "evsrv.db")
        runner.run(house.open())
        yield house
        runner.run(house.close())


@settings(max_examples=150, deadline=None, derandomize=True)
@given(steps)
def test_no_stale_reply_is_ever_given(house: House, steps: Any) -> None:
    house.empty()
    for write, questions in steps:
        house.do(write)
        for question in questions:
            house.do(question)


def test_there_are_replies_that_were_kept_in_that(house: House) -> None:
    before = house.found
    house.do(("ask", QUERIES[0], SCOPES[0]))
    house.do(("ask", QUERIES[0], SCOPES[0]))
    assert house.found > before


SITE = Scope("acme", "site")
BY_DAY: Any = {"select": [time("day"), COUNT]}


def question(body: bytes = b"") -> CacheKey:
    return CacheKey("events", SITE, (), body)


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


def make_replies(store: SqliteEngine, max_bytes: int = 10_000) -> AnswerCache:
    return AnswerCache(store, max_bytes=max_bytes, timeout=5)


REACH = Dependencies(SITE, TimeRange(0, 1000))


async def test_an_event_out_of_reach_is_no_news(store: SqliteEngine) -> None:
    replies = make_replies(store)
    replies.keep(question(), await replies.begin(REACH), EncodedAnswer.of(1))
    await store.append(
        [
            event("1", created_at=1001),
            event("2", created_at=-1),
            event("3", project_id="shop"),
            event("4", project_id=None),
            event("5", organization_id="other"),
        ]
    )
    assert await replies.find(question()) == EncodedAnswer.of(1)
    await store.append([event("6", created_at=1000)])
    assert await replies.find(question()) is None


async def test_an_event_that_comes_while_the_answer_is_made_is_news(store: SqliteEngine) -> None:
    replies = make_replies(store)
    since = await replies.begin(REACH)
    await store.append([event("1")])
    replies.keep(question(), since, EncodedAnswer.of(1))
    assert await replies.find(question()) is None


async def test_what_takes_too_long_to_tell_counts_as_news(store: SqliteEngine) -> None:
    replies = make_replies(store)
    replies.keep(question(), await replies.begin(REACH), EncodedAnswer.of(1))
    far = [event(f"e{n}", project_id="shop") for n in range(MAX_NEW_EVENTS + 1)]
    await store.append(far[:-1])
    assert await replies.find(question()) == EncodedAnswer.of(1)
    await store.append([event(f"more {n}", project_id="shop") for n in range(MAX_NEW_EVENTS + 1)])
    assert await replies.find(question()) is None


async def test_a_row_number_that_is_used_again_is_news(store: SqliteEngine, tmp_path: Path) -> None:
    await store.append([event("1", project_id="shop"), event("2", project_id="shop")])
    replies = make_replies(store)
    replies.keep(question(), await replies.begin(REACH), EncodedAnswer.of(1))
    with closing(sqlite3.connect(tmp_path / "evsrv.db")) as connection, connection:
        connection.execute("DELETE FROM events WHERE id = '2'")
    await store.append([event("3")])
    assert await replies.find(question()) is None


async def test_those_not_asked_for_longest_make_room(store: SqliteEngine) -> None:
    replies = make_replies(store, max_bytes=5000)
    large = EncodedAnswer.of("x" * 1000)
    for name in (b"1", b"2"):
        replies.keep(question(name), await replies.begin(REACH), large)
    assert await replies.find(question(b"1")) == large
    replies.keep(question(b"3"), await replies.begin(REACH), large)
    assert await replies.find(question(b"2")) is None
    assert await replies.find(question(b"1")) == await replies.find(question(b"3")) == large


async def test_what_is_larger_than_the_room_is_not_kept(store: SqliteEngine) -> None:
    replies = make_replies(store)
    larger = EncodedAnswer.of("x" * 20_000)
    assert replies.keep(question(), await replies.begin(REACH), larger) == larger
    assert await replies.find(question()) is None


async def test_without_room_nothing_is_noted(store: SqliteEngine) -> None:
    assert await make_replies(store, max_bytes=0).begin(REACH) is None


async def test_pages_of_events_are_kept_where_they_have_more_than_a_few(server: Server) -> None:
    replies = server.client.app[SERVICE]._replies
    for number in range(FEW_EVENTS):
        assert (await server.query({}))[1]["data"]["count"] == number
        assert replies.found == 0
        await server.post_event(message(f"e{number}"))
    first = await server.query({})
    assert await server.query({}) == first
    assert replies.found == 1
    await server.post_event(message("news"))
    assert (await server.query({}))[1]["data"]["count"] == FEW_EVENTS + 1


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
    ("query", "kept"),
    [
        (BY_DAY, True),
        ({"groupBy": [group("type")]}, True),
        # Too few to be worth it.
        ({}, False),
        ({"limit": 1}, False),
        ({"where": {"not": {"or": [condition("id", "now")]}}}, False),
        ({**BY_DAY, "where": {"not": {"or": [condition("id", "now")]}}}, False),
        ({"select": [aggregation("turn")]}, False),
        ({"groupBy": [group("id")], "orderBy": [{"field": "turn", "direction": "asc"}]}, False),
        ({"select": [time("shift")]}, False),
    ],
)
async def test_which_replies_are_kept(start: Start, tmp_path: Path, query: Any, kept: bool) -> None:
    (tmp_path / "volatile.py").write_text(VOLATILE)
    server = await start(plugins_dir=tmp_path)
    replies = server.client.app[SERVICE]._replies
    for _ in range(2):
        assert (await server.query(query))[0] == 200
    assert replies.found == kept


async def ask(server: Server, **options: Any) -> Any:
    return await server.send("POST", "/query/events", BY_DAY, **options)


async def test_the_tag_of_an_answer_is_that_of_its_bytes(server: Server) -> None:
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
        ("GET", "/query/top-search-queries", None),
        ("GET", "/query/weekly-search-users", None),
    ],
)
async def test_who_has_the_answer_is_told_so(
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
    await server.post_event(search("news", id="n"))
    changed = await ask(tag)
    assert changed.status == 200
    assert changed.headers["ETag"] != tag


async def test_a_tag_gives_no_answer_away(server: Server) -> None:
    headers = {"If-None-Match": (await ask(server)).headers["ETag"]}
    for key, status in ((server.make_key(kind="web"), 403), ("evsrv_api_none", 401)):
        assert (await ask(server.with_key(key), headers=headers)).status == status
