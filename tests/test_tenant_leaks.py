"""No query returns events of another tenant, even if the compiler omits the scope condition."""

import random
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import orjson
import pytest
from support.dataset_rows import insert_into

from evsrv import app
from evsrv.config import Settings
from evsrv.core.datasets import CONVERSATIONS, DATASETS, FEEDBACK, Dataset
from evsrv.core.kinds import Kind
from evsrv.core.scope import Scope
from evsrv.core.sql import Sql
from evsrv.ingest import EventReader
from evsrv.language import load_vocabulary
from evsrv.plugin.vocabulary import Vocabulary
from evsrv.service.file_formats import CSV, NDJSON
from evsrv.service.service import Service
from evsrv.sqlite.compiler import extent, row_tables, where
from evsrv.sqlite.engine import SqliteEngine
from evsrv.sqlite.maintenance.promote import promote

TENANTS = [("red", "shop"), ("red", "blog"), ("blue", "shop"), ("blue", None)]
SCOPES = [Scope("red", "shop"), Scope("red", "blog"), Scope("blue", "shop"), Scope("red")]
COUNT = {"type": "aggregation", "aggregation": "count"}


def event(tenant: tuple[str, str | None], number: int) -> dict[str, Any]:
    """Return an event whose values all name its tenant."""
    mark = f"{tenant[0]}-{tenant[1]}"
    return {
        "id": f"{mark}-{number}",
        "entityType": "search",
        "searchQuery": f"{mark} query {number % 3}",
        "type": f"{mark} type",
        "createdAt": f"2026-03-0{1 + number % 7}T10:15:00Z",
        "integrationId": f"{mark} integration",
        "properties": {"of": mark, f"{mark} key": number, "shared": number % 2},
        "userProperties": {"userId": f"{mark} user {number % 4}"},
    }


def row(dataset: Dataset, tenant: tuple[str, str | None], number: int) -> dict[str, Any]:
    """Return a conversation or feedback whose values all name its tenant."""
    given = event(tenant, number)
    own = {
        "organizationId": tenant[0],
        "projectId": tenant[1],
        dataset.time_field.name: given["createdAt"],
        "messageId": f"{given['id']} message",
        "reasons": [{"label": given["id"], "details": ""}],
        "conversationId": f"{given['id']} conversation",
        "userMessageCount": number,
        **{name: given[name] for name in ("id", "integrationId", "properties", "userProperties")},
    }
    return {name: value for name, value in own.items() if name in dataset.fields}


def marks(scope: Scope) -> set[str]:
    return {
        f"{organization}-{project}"
        for organization, project in TENANTS
        if organization == scope.organization_id and scope.project_id in (None, project)
    }


def others(scope: Scope) -> set[str]:
    return {f"{organization}-{project}" for organization, project in TENANTS} - marks(scope)


PROMOTED = [
    *(("properties", (name,)) for name in ("of", "shared", "red-shop key", "blue-None key")),
    ("userProperties", ("userId",)),
]


def make_copies(vocabulary: Vocabulary) -> Any:
    # The extra `test` does not have it.
    pytest.importorskip("duckdb")
    filled_copies = import_module("columnar.filled_copies")
    return filled_copies.FilledCopies(vocabulary)


@asynccontextmanager
async def open_service(
    tmp_path: Path, promoted: Any = (), *, copied: bool = False
) -> AsyncIterator[Any]:
    settings = Settings(db=tmp_path / "events.db", columnar="off")
    reader = EventReader()
    events = [
        reader.read(
            event(tenant, number), organization_id=tenant[0], project_id=tenant[1], now=number
        )
        for tenant in TENANTS
        for number in range(20)
    ]
    async with await SqliteEngine.open(settings.file) as store:
        await store.append(events)
        await promote(store, promoted)
    for dataset in (CONVERSATIONS, FEEDBACK):
        rows = [row(dataset, tenant, number) for tenant in TENANTS for number in range(20)]
        insert_into(settings.file, dataset, rows)
    vocabulary = load_vocabulary(settings)
    copies = make_copies(vocabulary) if copied else None
    async with await SqliteEngine.open(
        settings.file, prepare=vocabulary.prepare_connection, secondary=copies
    ) as engine:
        yield app.make_service(settings, vocabulary, engine)
    if copies is not None:
        assert copies.answers > sum(copies.refusals.values())


def remove_scope_condition(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (where, row_tables, extent):
        monkeypatch.setattr(module, "render_scope", lambda _scope: Sql("1"))


@pytest.fixture(
    params=["as it is", "without the compiler's condition", "on promoted paths", "copied"]
)
async def service(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Any]:
    if request.param != "as it is":
        remove_scope_condition(monkeypatch)
    async with open_service(
        tmp_path,
        PROMOTED if request.param == "on promoted paths" else (),
        copied=request.param == "copied",
    ) as service:
        yield service


def assert_own(answer: object, scope: Scope) -> str:
    text = orjson.dumps(answer).decode()
    assert not [mark for mark in others(scope) if mark in text]
    return text


@pytest.mark.parametrize("scope", SCOPES, ids=str)
async def test_every_kind_of_request_returns_only_own_tenant(
    service: Service, scope: Scope
) -> None:
    one_or_all = {"or": [{"and": []}, {"condition": {"field": "id", "operator": "isNotNull"}}]}
    for dataset in DATASETS.values():
        everything = await service.answer(dataset, {}, scope)
        assert everything.total == len(marks(scope)) * 20
        assert_own(everything.rows, scope)

        counted = await service.answer(dataset, {"select": [COUNT], "where": one_or_all}, scope)
        assert counted.rows == [{"count": len(marks(scope)) * 20}]
        by_day = {"select": [{"type": "time", "timeUnit": "day"}, COUNT]}
        days = await service.answer(dataset, by_day, scope)
        assert sum(row["count"] for row in days.rows) == len(marks(scope)) * 20

        async with aclosing(service.export(dataset, {}, scope, (), CSV).chunks) as chunks:
            text = b"".join([chunk async for chunk in chunks]).decode()
        assert text.count("\r\n") == 1 + len(marks(scope)) * 20
        assert not [mark for mark in others(scope) if mark in text]

    for limited in ({}, {"where": one_or_all}):
        keys = (await service.property_keys({"field": "properties", **limited}, scope)).results
        assert keys == sorted({"of", "shared", *(f"{mark} key" for mark in marks(scope))})
        values = await service.property_values(
            {"field": "properties", "key": "of", **limited}, scope
        )
        assert set(orjson.loads(values.body)["results"]) == marks(scope)
    top = orjson.loads((await service.top_search_queries(scope, ())).body)
    assert top["data"]["total"] == len(marks(scope)) * 3
    assert_own(top, scope)
    weeks = await service.weekly_search_users(scope, [("project_id", "blog")])
    assert_own(orjson.loads(weeks.body), scope)


def random_query(chance: random.Random, dataset: Dataset) -> dict[str, Any]:
    fields = dataset.names_of(Kind.TEXT)
    paths = [["of"], ["shared"], ["red-shop key"], ["blue-None key"]]
    query: dict[str, Any] = {}
    if chance.random() < 0.6:
        query["where"] = random_filter(chance, fields, 3)
    if chance.random() < 0.5:
        query["groupBy"] = [{"field": chance.choice(fields)}]
        if chance.random() < 0.5:
            query["groupBy"].append({"field": "properties", "path": chance.choice(paths)})
        query["select"] = [COUNT]
    elif chance.random() < 0.3:
        query["select"] = [
            {"type": "aggregation", "aggregation": name, "field": "properties", "path": path}
            for name in ("sum", "max", "countDistinct")
            for path in paths
        ]
    return query


def random_filter(chance: random.Random, fields: list[str], depth: int) -> dict[str, Any]:
    if depth and chance.random() < 0.6:
        name = chance.choice(["and", "or", "not"])
        if name == "not":
            return {"not": random_filter(chance, fields, depth - 1)}
        return {
            name: [random_filter(chance, fields, depth - 1) for _ in range(chance.randrange(3))]
        }
    operator, value = chance.choice(
        [
            ("eq", "blue"),
            ("neq", "red"),
            ("gte", ""),
            ("in", ["blue", "shop", None]),
            ("notIn", ["shop"]),
            ("isNull", None),
            ("contains", "blue"),
        ]
    )
    return {"condition": {"field": chance.choice(fields), "operator": operator, "value": value}}


async def random_other_request(chance: random.Random, service: Service, scope: Scope) -> list[Any]:
    """Run a random request other than a query and return the values of its answer."""
    where = chance.choice([{}, {"where": random_filter(chance, ["projectId", "type"], 2)}])
    match chance.randrange(5):
        case 0:
            keys = await service.property_keys({"field": "properties", **where}, scope)
            return list(keys.results)
        case 1:
            key = chance.choice(["of", "shared", "red-shop key", "blue-None key"])
            values = await service.property_values(
                {"field": "properties", "key": key, **where}, scope
            )
            return list(orjson.loads(values.body)["results"])
        case 2:
            report = await service.top_search_queries(scope, ())
        case 3:
            report = await service.weekly_search_users(scope, [("project_id", "shop")])
        case _:
            dataset = chance.choice([*DATASETS.values()])
            file = service.export(dataset, where, scope, (), NDJSON)
            async with aclosing(file.chunks) as chunks:
                return [chunk.decode() async for chunk in chunks]
    result: list[Any] = orjson.loads(report.body)["data"]["result"]
    return result


async def test_ten_thousand_alternating_queries_see_no_other_tenant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remove_scope_condition(monkeypatch)
    chance = random.Random(20260302)
    seen = 0
    async with open_service(tmp_path) as service:
        for _ in range(10_000):
            scope = chance.choice(SCOPES)
            if chance.random() < 0.2:
                answer = await random_other_request(chance, service, scope)
                assert_own(answer, scope)
                seen += len(answer)
                continue
            dataset = chance.choice([*DATASETS.values()])
            answer = await service.query(dataset, random_query(chance, dataset), scope)
            rows = orjson.loads(answer.body)["data"]["result"]
            assert_own([list(row.values()) for row in rows], scope)
            # A column may be named after a key of another tenant, but is then null.
            assert not any(
                value
                for row in rows
                for name, value in row.items()
                if any(mark in name for mark in others(scope))
            )
            counts = [row["count"] for row in rows if "count" in row]
            assert sum(counts) <= len(marks(scope)) * 20
            seen += len(rows)
    assert seen > 50_000, "the queries should have something to see"
