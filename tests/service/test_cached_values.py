"""Cached values of a key are valid until any dataset that they are of changes."""

import random
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import orjson
import pytest
from support.dataset_rows import insert_into
from support.events import message

from evsrv import app
from evsrv.config import Settings
from evsrv.core.datasets import CONVERSATIONS, DATASETS, EVENTS, FEEDBACK, Dataset
from evsrv.core.scope import Scope
from evsrv.core.timestamps import parse_timestamp
from evsrv.ingest import EventReader
from evsrv.language import load_vocabulary
from evsrv.service.service import Service

SITE = Scope("acme", "site")
OF_PLAN = {"field": "properties", "key": "plan", "counts": True}
MARCH = {"range": "2026-03-01/2026-04-01"}


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "evsrv.db"


@pytest.fixture
async def service(db: Path) -> AsyncIterator[Service]:
    settings = Settings(db=db)
    async with app.service(settings, load_vocabulary(settings)) as service:
        yield service


async def counts(service: Service, **members: Any) -> dict[str, int]:
    answer = await service.property_values(OF_PLAN | members, SITE)
    return {row["value"]: row["count"] for row in orjson.loads(answer.body)["results"]}


async def store(service: Service, db: Path, dataset: Dataset, id_: str, **row: Any) -> None:
    if dataset is not EVENTS:
        insert_into(db, dataset, [{"id": id_, "properties": {"plan": "pro"}, **row}])
        return
    body = message(id_, properties={"plan": "pro"}, **row)
    event = EventReader().read(body, organization_id="acme", project_id="site", now=0)
    await service._engine.append([event])


@pytest.mark.parametrize("dataset", DATASETS.values(), ids=str)
async def test_row_of_any_dataset_ends_the_answer_over_all(
    service: Service, db: Path, dataset: Dataset
) -> None:
    for number, other in enumerate(DATASETS.values()):
        await store(service, db, other, str(number))
    assert await counts(service) == await counts(service) == {"pro": 3}
    assert service._answers.hits == 1
    await store(service, db, dataset, "news")
    assert await counts(service) == {"pro": 4}
    assert service._answers.hits == 1


async def test_answer_over_named_views_outlives_changes_of_others(
    service: Service, db: Path
) -> None:
    views = [EVENTS.view, FEEDBACK.view]
    assert await counts(service, views=views) == {}
    await store(service, db, CONVERSATIONS, "c")
    assert await counts(service, views=views) == {}
    assert service._answers.hits == 1
    await store(service, db, FEEDBACK, "f")
    assert await counts(service, views=views) == {"pro": 1}
    assert service._answers.hits == 1


async def test_event_outside_of_the_range_keeps_the_answer(service: Service, db: Path) -> None:
    assert await counts(service, **MARCH) == {}
    await store(service, db, EVENTS, "1", createdAt="2026-04-01T00:00:00.000Z")
    assert await counts(service, **MARCH) == {}
    assert service._answers.hits == 1
    await store(service, db, EVENTS, "2", createdAt="2026-03-31T23:59:59.999Z")
    assert await counts(service, **MARCH) == {"pro": 1}


async def test_requests_that_differ_have_answers_of_their_own(service: Service, db: Path) -> None:
    await store(service, db, EVENTS, "1")
    asked: list[dict[str, Any]] = [{}, {"prefix": "p"}, {"prefix": "x"}, {"limit": 1}, MARCH]
    first = [await counts(service, **members) for members in asked]
    assert service._answers.hits == 0
    assert [await counts(service, **members) for members in asked] == first
    assert service._answers.hits == len(asked)
    other = await service.property_values(OF_PLAN, Scope("acme", "shop"))
    assert orjson.loads(other.body) == {"results": []}


async def test_range_up_to_now_is_not_cached(service: Service) -> None:
    for _ in range(2):
        await counts(service, range="past 7 days")
    assert service._answers.hits == 0


async def test_view_without_data_has_an_answer(service: Service) -> None:
    for _ in range(2):
        assert await counts(service, views=["semantic_threads_view"]) == {}


async def test_random_changes_never_leave_a_stale_answer(service: Service, db: Path) -> None:
    """The model counts all rows anew for each request."""
    chance = random.Random(5)
    stored: list[tuple[Dataset, str, int]] = []
    hits = 0
    for step in range(150):
        dataset = chance.choice([*DATASETS.values()])
        if chance.random() < 0.3:
            day = chance.choice([1, 40])
            at = "2026-03-01T00:00:00Z" if day == 1 else "2026-04-09T00:00:00Z"
            await store(service, db, dataset, str(step), **{dataset.time_field.name: at})
            stored.append((dataset, str(step), parse_timestamp(at) or 0))
        elif stored and chance.random() < 0.1:
            row = stored.pop(chance.randrange(len(stored)))
            with closing(sqlite3.connect(db)) as connection, connection:
                connection.execute(f"DELETE FROM {row[0].name} WHERE id = ?", (row[1],))
        views = chance.sample([*DATASETS.values()], chance.randrange(1, 4))
        in_march = chance.random() < 0.5
        expected = sum(
            one in views and (not in_march or instant < 1_775_000_000_000)
            for one, _, instant in stored
        )
        found = await counts(
            service, views=[one.view for one in views], **(MARCH if in_march else {})
        )
        assert found == ({"pro": expected} if expected else {})
        hits = service._answers.hits
    assert hits > 20
