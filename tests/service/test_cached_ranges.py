"""Cached answers to queries with ranges: a phrase is another question at another time."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import attrs
import orjson
import pytest
from attrs import define
from support.events import aggregation, time

from evsrv import app
from evsrv.config import Settings
from evsrv.core.datasets import EVENTS
from evsrv.core.errors import Unprocessable
from evsrv.core.event import Event
from evsrv.core.scope import Scope
from evsrv.core.timestamps import parse_timestamp
from evsrv.language import load_vocabulary
from evsrv.service.service import Service
from evsrv.sqlite.engine import SqliteEngine

SITE = Scope("acme", "site")
COUNT = aggregation("count")
WEEK_BEFORE = {"select": [COUNT], "range": "previous 7 days"}


def instant(text: str) -> int:
    parsed = parse_timestamp(text)
    assert parsed is not None
    return parsed


def event(id_: str, created_at: str) -> Event:
    return Event(
        id=id_,
        organization_id="acme",
        project_id="site",
        integration_id=None,
        event_type="search",
        type="t",
        message_id=None,
        conversation_id=None,
        search_query="q",
        created_at=instant(created_at),
        properties=None,
        user_properties=None,
    )


@define
class Clocked:
    """A service whose clock stands still until it is set."""

    engine: SqliteEngine
    now: str = "2026-04-01T10:00:00Z"
    service: Service = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        settings = Settings()
        service = app.make_service(settings, load_vocabulary(settings), self.engine)
        self.service = attrs.evolve(service, clock=lambda: instant(self.now))

    @property
    def hits(self) -> int:
        return self.service._answers.hits

    async def ask(self, query: Any, **parameters: str) -> Any:
        answer = await self.service.query(EVENTS, query, SITE, parameters.items())
        return orjson.loads(answer.body)["data"]

    async def count(self, query: Any) -> int:
        [row] = (await self.ask(query))["result"]
        return int(row["count"])


@pytest.fixture
async def clocked(tmp_path: Path) -> AsyncIterator[Clocked]:
    async with await SqliteEngine.open(tmp_path / "evsrv.db") as engine:
        days = ("2026-03-24", "2026-03-25", "2026-03-31", "2026-04-01")
        await engine.append([event(day, f"{day}T12:00:00Z") for day in days])
        yield Clocked(engine)


async def test_whole_days_are_answered_from_cache_all_day(clocked: Clocked) -> None:
    assert await clocked.count(WEEK_BEFORE) == 2
    for now in ("2026-04-01T10:00:00.001Z", "2026-04-01T23:59:59.999Z"):
        clocked.now = now
        assert await clocked.count(WEEK_BEFORE) == 2
    assert clocked.hits == 2


async def test_whole_days_are_others_the_next_day(clocked: Clocked) -> None:
    assert await clocked.count(WEEK_BEFORE) == 2
    clocked.now = "2026-04-02T00:00:00Z"
    answer = await clocked.ask(WEEK_BEFORE)
    assert answer["result"] == [{"count": 2}]
    assert answer["range"] == "2026-03-26T00:00:00.000Z/2026-04-02T00:00:00.000Z"
    assert clocked.hits == 0


async def test_range_up_to_now_is_never_stale(clocked: Clocked) -> None:
    past = {"select": [COUNT], "range": "past 24 hours"}
    assert await clocked.count(past) == 1
    clocked.now = "2026-04-01T12:00:00.001Z"
    assert await clocked.count(past) == 1
    clocked.now = "2026-04-02T12:00:00.001Z"
    assert await clocked.count(past) == 0
    assert clocked.hits == 0


async def test_range_up_to_a_given_now_is_cached(clocked: Clocked) -> None:
    past = {"select": [COUNT], "range": "past 24 hours", "now": "2026-04-01T00:00:00Z"}
    assert await clocked.count(past) == await clocked.count(past) == 1
    assert clocked.hits == 1
    assert await clocked.count(past | {"now": "2026-03-31T00:00:00Z"}) == 0
    assert clocked.hits == 1


async def test_interval_has_the_cached_answer_of_its_phrase(clocked: Clocked) -> None:
    answer = await clocked.ask(WEEK_BEFORE)
    assert await clocked.ask(WEEK_BEFORE | {"range": answer["range"]}) == answer
    assert await clocked.ask({"select": [COUNT]}, range="previous 7 days") == answer
    assert clocked.hits == 2


@pytest.mark.parametrize(
    "words",
    [
        {"range": [1774396800000, 1775001600000]},
        {"range": 1774396800000},
        {"range": "last 7 days"},
        {"timezone": "Mars"},
        {"weekStart": "Monday"},
        {"now": 5},
        {"now": "noon"},
        {"compare": "last year"},
        {"fill": 0},
    ],
)
async def test_invalid_word_is_not_answered_from_cache(clocked: Clocked, words: Any) -> None:
    await clocked.ask(WEEK_BEFORE)
    with pytest.raises(Unprocessable):
        await clocked.ask(WEEK_BEFORE | words)
    assert clocked.hits == 0


@pytest.mark.parametrize(
    "words",
    [
        {"timezone": "Europe/Berlin"},
        {"timezone": "America/New_York"},
        {"compare": "previous"},
        {"compare": "1 year"},
        {"range": "previous 8 days"},
        {"select": [COUNT, {**COUNT, "as": "again"}]},
    ],
)
async def test_another_question_is_not_answered_from_cache(clocked: Clocked, words: Any) -> None:
    first = await clocked.ask(WEEK_BEFORE)
    assert await clocked.ask(WEEK_BEFORE | words) != first
    assert clocked.hits == 0


async def test_week_start_is_part_of_the_question(clocked: Clocked) -> None:
    weeks = {"select": [time("week"), COUNT], "range": "2026-03-01/2026-04-01"}
    sundays = await clocked.ask(weeks | {"weekStart": "sunday"})
    assert await clocked.ask(weeks) != sundays
    assert clocked.hits == 0


BY_DAY = {"select": [time("day"), COUNT], "range": "2026-03-30/2026-04-01"}


@pytest.mark.parametrize(
    ("query", "read", "unread"),
    [
        (BY_DAY, "2026-03-30", "2026-03-29T23:59:59.999Z"),
        (BY_DAY, "2026-03-31T23:59:59.999Z", "2026-04-01"),
        (BY_DAY | {"compare": "7 days"}, "2026-03-23", "2026-03-22T23:59:59Z"),
        (
            BY_DAY | {"select": [time("day"), {**COUNT, "over": 3, "as": "m"}], "fill": True},
            "2026-03-28",
            "2026-03-27T23:59:59.999Z",
        ),
        (BY_DAY | {"timezone": "Asia/Tokyo"}, "2026-03-29T15:00Z", "2026-03-29T14:59:59.999Z"),
    ],
)
async def test_cached_answer_is_valid_until_an_event_comes_that_it_reads(
    clocked: Clocked, query: Any, read: str, unread: str
) -> None:
    first = await clocked.ask(query)
    await clocked.engine.append([event("unread", unread)])
    assert await clocked.ask(query) == first
    assert clocked.hits == 1
    await clocked.engine.append([event("read", read)])
    assert await clocked.ask(query) != first
    assert clocked.hits == 1
