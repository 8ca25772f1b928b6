"""Cached answers over conversations and feedback are valid until their table changes."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import orjson
import pytest
from support.dataset_rows import insert_into
from support.events import aggregation, condition, message, time

from evsrv import app
from evsrv.config import Settings
from evsrv.core.datasets import CONVERSATIONS, DATASETS, EVENTS, FEEDBACK, Dataset
from evsrv.core.scope import Scope
from evsrv.ingest import EventReader
from evsrv.language import load_vocabulary
from evsrv.service.service import Service

BOTH = pytest.mark.parametrize("dataset", [CONVERSATIONS, FEEDBACK], ids=str)
SITE = Scope("acme", "site")
LATER = {"where": condition("type", "isNotNull"), "limit": 1}
"""A page whose total is counted by itself, and cached."""


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    settings = Settings(db=tmp_path / "evsrv.db")
    async with app.service(settings, load_vocabulary(settings)) as service:
        for dataset in (CONVERSATIONS, FEEDBACK):
            insert_into(settings.file, dataset, [{"id": "1"}, {"id": "2"}])
        yield service


async def data(service: Service, dataset: Dataset, query: Any) -> Any:
    return orjson.loads((await service.query(dataset, query, SITE)).body)["data"]


def change(db: Path, statement: str) -> None:
    with closing(sqlite3.connect(db)) as connection, connection:
        connection.execute(statement)


@BOTH
@pytest.mark.parametrize(
    ("statement", "total"),
    [
        ("UPDATE {} SET type = 'changed' WHERE id = '1'", 2),
        ("DELETE FROM {} WHERE id = '1'", 1),
        # Of another tenant: a revision counts all changes of the table.
        ("UPDATE {} SET organization_id = 'other' WHERE id = '2'", 1),
    ],
)
async def test_change_of_the_table_ends_its_cached_answers(
    service: Service, tmp_path: Path, dataset: Dataset, statement: str, total: int
) -> None:
    types = {"groupBy": [{"field": "type"}]}
    before = await data(service, dataset, types)
    assert (await data(service, dataset, LATER))["total"] == 2
    change(tmp_path / "evsrv.db", statement.format(dataset.name))
    assert (await data(service, dataset, LATER))["total"] == total
    after = await data(service, dataset, types)
    assert (after != before) is ("changed" in statement)


@BOTH
async def test_new_row_ends_cached_answers_even_of_another_time(
    service: Service, tmp_path: Path, dataset: Dataset
) -> None:
    name = dataset.time_field.name
    query = {
        "select": [time("day"), aggregation("count")],
        "where": condition(name, "lt", "2026-03-02"),
    }
    assert (await data(service, dataset, query))["total"] == 0
    assert (await data(service, dataset, LATER))["total"] == 2
    insert_into(tmp_path / "evsrv.db", dataset, [{"id": "3", name: "2026-03-01T00:00:00Z"}])
    assert (await data(service, dataset, query))["total"] == 1
    assert (await data(service, dataset, LATER))["total"] == 3


async def test_change_of_one_dataset_keeps_the_answers_of_the_others(
    service: Service, tmp_path: Path
) -> None:
    for dataset in DATASETS.values():
        await data(service, dataset, LATER)
    kept = service._answers.hits
    change(tmp_path / "evsrv.db", "UPDATE feedback SET type = 'changed'")
    for dataset in (EVENTS, CONVERSATIONS):
        await data(service, dataset, LATER)
    assert service._answers.hits == kept + 2
    await data(service, FEEDBACK, LATER)
    assert service._answers.hits == kept + 2
    event = EventReader().read(message("1"), organization_id="acme", project_id="site", now=0)
    await service._engine.append([event])
    for dataset in (CONVERSATIONS, FEEDBACK):
        await data(service, dataset, LATER)
    assert service._answers.hits == kept + 4
    assert (await data(service, EVENTS, LATER))["total"] == 1


@BOTH
async def test_same_request_to_two_datasets_has_two_answers(
    service: Service, dataset: Dataset
) -> None:
    assert (await data(service, EVENTS, LATER))["total"] == 0
    assert (await data(service, dataset, LATER))["total"] == 2
