"""Answers from PostgreSQL are not kept: other servers may store events at any time."""

from support.events import aggregation, time

from evsrv import app
from evsrv.config import Settings
from evsrv.core.datasets import DATASETS
from evsrv.core.scope import Scope
from evsrv.language import load_vocabulary
from evsrv.postgresql.engine import PostgresEngine
from evsrv.service.answer_cache import AnswerCache
from postgresql.test_append import event

COUNT = aggregation("count")


async def test_answers_from_postgresql_take_no_memory(store: PostgresEngine) -> None:
    await store.append([event("1")])
    settings = Settings()
    service = app.make_service(settings, load_vocabulary(settings), store)
    scope = Scope("o")
    for _ in range(2):
        for dataset in DATASETS.values():
            await service.query(
                dataset, {"select": [time("day", dataset.time_field.name), COUNT]}, scope
            )
        await service.property_values({"field": "properties", "key": "n"}, scope)
    assert _held_bytes(service._answers) == 0
    assert service._answers.hits == 0


async def test_no_dataset_on_postgresql_has_a_version(store: PostgresEngine) -> None:
    assert {await store.data_version(dataset) for dataset in DATASETS.values()} == {None}


def _held_bytes(cache: AnswerCache) -> int:
    return cache._cache._size
