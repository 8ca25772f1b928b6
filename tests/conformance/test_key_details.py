"""Details of property keys: the kinds of their values, and the share of rows that have them."""

import random
from typing import Any

import pytest
import pytest_asyncio
from support.events import condition, message
from support.server import Server

from conformance.problems import assert_problem
from evsrv.core.datasets import CONVERSATIONS, DATASETS, EVENTS, FEEDBACK, Dataset
from evsrv.core.limits import MAX_SAMPLED_ROWS

pytestmark = pytest.mark.asyncio(loop_scope="session")

KEYS = "/query/property-keys"
ORGANIZATION = "key details"
KINDS: dict[str, Any] = {
    "string": str,
    "number": (int, float),
    "boolean": bool,
    "array": list,
    "object": dict,
}
NAMES = ["plan", "a.b", "", "größe", "$", '"', "[0]", "rare"]
POOL: list[Any] = ["", "pro", "1", 1, -1.5, 1e300, True, False, None, [], [None], {}, {"a": 1}]

Rows = dict[Dataset, list[tuple[int, dict[str, Any] | None]]]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def space(shared_server: Server) -> Server:
    return await shared_server.space(ORGANIZATION)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def stored(space: Server) -> Rows:
    """Fill the datasets at random; return the hour and the properties of each row."""
    chance = random.Random(14)

    def properties() -> dict[str, Any] | None:
        if chance.random() < 0.2:
            return chance.choice([None, {}])
        names = chance.sample(NAMES[:-1], chance.randrange(5))
        return {name: chance.choice(POOL) for name in names}

    rows: Rows = {
        dataset: [(chance.randrange(24), properties()) for _ in range(40)]
        for dataset in DATASETS.values()
    }
    rows[EVENTS].append((0, {"rare": None}))
    for number, (hour, document) in enumerate(rows[EVENTS]):
        event = message(str(number), createdAt=instant(hour), properties=document)
        assert (await space.post_event(event))[0] == 200
    for dataset in (CONVERSATIONS, FEEDBACK):
        name = dataset.time_field.name
        own = {"organizationId": ORGANIZATION}
        space.insert(
            dataset,
            [
                {"id": str(number), name: instant(hour), "properties": document, **own}
                for number, (hour, document) in enumerate(rows[dataset])
            ],
        )
    return rows


def instant(hour: int) -> str:
    return f"2026-03-02T{hour:02}:30:00.000Z"


async def ask(space: Server, **members: Any) -> Any:
    body = {"field": "properties", "details": True, **members}
    reply = await space.send("POST", KEYS, body)
    assert reply.status == 200, reply.text
    return reply.json


def model(documents: list[dict[str, Any] | None]) -> Any:
    """Return the details of all keys of these rows."""
    keys = sorted({key for document in documents for key in document or {}})
    results = []
    for key in keys:
        values = [
            document[key]
            for document in documents
            if document is not None and document.get(key) is not None
        ]
        kinds = [
            kind
            for kind, types in KINDS.items()
            if any(
                isinstance(value, types) and (kind == "boolean") == isinstance(value, bool)
                for value in values
            )
        ]
        results.append({"key": key, "kinds": kinds, "share": len(values) / len(documents)})
    return {"results": results, "sampled": len(documents)}


@pytest.mark.parametrize(
    "datasets",
    [tuple(DATASETS.values()), (EVENTS,), (CONVERSATIONS,), (FEEDBACK, EVENTS)],
    ids=str,
)
async def test_kinds_and_shares_are_those_of_a_model(
    space: Server, stored: Rows, datasets: tuple[Dataset, ...]
) -> None:
    views = [dataset.view for dataset in datasets]
    rows = [row for dataset in datasets for row in stored[dataset]]
    assert await ask(space, views=views) == model([document for _, document in rows])
    ranged = await ask(space, views=views, range="2026-03-02T06:00/2026-03-02T18:00")
    assert ranged == model([document for hour, document in rows if 6 <= hour < 18])


async def test_request_without_views_samples_all(space: Server, stored: Rows) -> None:
    rows = [document for dataset in stored for _, document in stored[dataset]]
    assert await ask(space) == model(rows)
    assert await ask(space, where=condition("id", "in", ["0", "1"])) == model(
        [document for dataset in stored for _, document in stored[dataset][:2]]
    )


async def test_keys_are_the_same_as_without_details(space: Server, stored: Rows) -> None:
    body = {"field": "properties"}
    plain = await space.send("POST", KEYS, body)
    detailed = await ask(space)
    assert plain.json == {"results": [row["key"] for row in detailed["results"]]}
    silent = await space.send("POST", KEYS, body | {"details": False})
    assert silent.text == plain.text
    by_url = await space.send("POST", KEYS, body, params={"details": "true"})
    assert by_url.json == detailed


async def test_nulls_count_as_no_value(space: Server, stored: Rows) -> None:
    [rare] = [row for row in (await ask(space))["results"] if row["key"] == "rare"]
    assert rare == {"key": "rare", "kinds": [], "share": 0}


async def test_no_rows_have_no_sample(space: Server) -> None:
    nothing = {"results": [], "sampled": 0}
    assert await ask(space, where=condition("id", "eq", "?")) == nothing
    assert await ask(space, views=["semantic_threads_view"]) == nothing
    assert await ask(space, field="userProperties", views=["feedback_view"]) == {
        "results": [],
        "sampled": 40,
    }


async def test_details_are_of_the_newest_rows(shared_server: Server) -> None:
    space = await shared_server.space("sampled keys")
    space.insert_events(MAX_SAMPLED_ROWS, properties='{"old": 1}', organization="sampled keys")
    await space.post_event(message("1", createdAt="2020-01-01T00:00:00Z", properties={"gone": 1}))
    for number in range(10):
        event = message(f"n{number}", createdAt="2026-03-03T00:00:00Z", properties={"new": "x"})
        await space.post_event(event)
    assert await ask(space) == {
        "results": [
            {"key": "gone", "kinds": [], "share": 0},
            {"key": "new", "kinds": ["string"], "share": 10 / MAX_SAMPLED_ROWS},
            {"key": "old", "kinds": ["number"], "share": 1 - 10 / MAX_SAMPLED_ROWS},
        ],
        "sampled": MAX_SAMPLED_ROWS,
    }
    only_old = await ask(space, range="2020-01-01/2020-01-02")
    assert only_old == {
        "results": [{"key": "gone", "kinds": ["number"], "share": 1}],
        "sampled": 1,
    }


async def test_details_stop_at_the_limit_of_keys(shared_server: Server) -> None:
    space = await shared_server.space("many detailed keys")
    names = [f"k{number:05}" for number in range(10_001)]
    row = {"organizationId": "many detailed keys", "properties": dict.fromkeys(names, 1)}
    shared_server.insert(CONVERSATIONS, [{"id": "1", **row}])
    cut = await ask(space)
    assert [row["key"] for row in cut["results"]] == names[:-1]
    assert (cut["sampled"], cut["truncated"]) == (1, True)


async def test_details_are_of_the_own_tenant(shared_server: Server) -> None:
    spaces = {
        value: await shared_server.space(f"details {value}", [message("1", properties=properties)])
        for value, properties in (("one", {"k": 1}), ("two", {"k": "x", "l": True}))
    }
    assert await ask(spaces["one"]) == model([{"k": 1}])
    assert await ask(spaces["two"]) == model([{"k": "x", "l": True}])


@pytest.mark.parametrize(
    ("members", "parameters", "pointer", "said"),
    [
        ({"details": 1}, {}, "/details", "a boolean"),
        ({"details": True}, {"details": "false"}, "/details", "True here, but False in the URL"),
        ({}, {"details": "yes"}, "/details", "expected true or false in the URL"),
        ({"detail": True}, {}, "/detail", "did you mean 'details'?"),
        ({"counts": True}, {}, "/counts", "unknown member 'counts'"),
    ],
)
async def test_wrong_details_are_refused(
    space: Server, members: Any, parameters: dict[str, str], pointer: str, said: str
) -> None:
    body = {"field": "properties", **members}
    reply = await space.send("POST", KEYS, body, params=parameters or None)
    assert_problem(reply, 422, KEYS)
    [issue] = reply.json["errors"]
    assert issue["pointer"] == pointer
    assert said in issue["message"]
