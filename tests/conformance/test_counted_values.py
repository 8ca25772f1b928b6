"""Values of a key with their counts, and those that begin with a prefix."""

import random
from collections import Counter
from typing import Any

import pytest
import pytest_asyncio
from support.events import condition, message
from support.server import Server

from conformance.problems import assert_problem
from evsrv.core.datasets import CONVERSATIONS, EVENTS, FEEDBACK, Dataset

pytestmark = pytest.mark.asyncio(loop_scope="session")

VALUES = "/query/property-values"
ORGANIZATION = "counted values"
DATASETS = (EVENTS, CONVERSATIONS, FEEDBACK)
POOL: list[Any] = [
    *(
        "pro",
        "Pro",
        "prö",
        "pro%",
        "pro_x",
        "pr*",
        "[pro]",
        "pro\\",
        "'",
        '"pro"',
        "😀 a",
        "😀b",
        "",
    ),
    *("1", 1, 1.5, "1.50", -1, True, "true", ["a"], ["a", 1], {"a": 1}, None, 10**18, 1e300),
]
PREFIXES = (
    "",
    "p",
    "pro",
    "pro%",
    "pro_",
    "pr*",
    "[",
    "\\",
    "pro\\",
    "'",
    "😀",
    "P",
    "1",
    "-",
    "t",
)


def text(value: Any) -> str:
    """Return the text that a value is shown as."""
    match value:
        case str():
            return value
        case True:
            return "true"
        case list() | dict():
            return {"['a']": '["a"]', "['a', 1]": '["a",1]', "{'a': 1}": '{"a":1}'}[str(value)]
        case float():
            return {1.5: "1.5", 1e300: "1e+300"}[value]
    return str(value)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def space(shared_server: Server) -> Server:
    return await shared_server.space(ORGANIZATION)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def stored(space: Server) -> dict[Dataset, list[tuple[int, Any]]]:
    """Fill the datasets at random; return the hour and the value of each row."""
    chance = random.Random(14)
    rows = {
        dataset: [(chance.randrange(24), chance.choice(POOL)) for _ in range(150)]
        for dataset in DATASETS
    }
    for number, (hour, value) in enumerate(rows[EVENTS]):
        event = message(str(number), createdAt=instant(hour), properties={"v": value})
        assert (await space.post_event(event))[0] == 200
    for dataset in (CONVERSATIONS, FEEDBACK):
        name = dataset.time_field.name
        space.insert(
            dataset,
            [
                {
                    "id": str(number),
                    "organizationId": ORGANIZATION,
                    name: instant(hour),
                    "properties": {"v": value},
                }
                for number, (hour, value) in enumerate(rows[dataset])
            ],
        )
    return rows


def instant(hour: int) -> str:
    return f"2026-03-02T{hour:02}:30:00.000Z"


async def ask(space: Server, **members: Any) -> Any:
    reply = await space.send("POST", VALUES, {"field": "properties", "key": "v", **members})
    assert reply.status == 200, reply.text
    return reply.json


def model(stored: Any, datasets: Any, prefix: str, hours: range) -> Counter[str]:
    return Counter(
        shown
        for dataset in datasets
        for hour, value in stored[dataset]
        if hour in hours and value is not None and (shown := text(value)).startswith(prefix)
    )


@pytest.mark.parametrize(
    "datasets", [DATASETS, (EVENTS,), (CONVERSATIONS,), (FEEDBACK, EVENTS)], ids=str
)
@pytest.mark.parametrize("hours", [range(24), range(6, 18)], ids=str)
async def test_counts_and_prefixes_are_those_of_a_model(
    space: Server, stored: Any, datasets: tuple[Dataset, ...], hours: range
) -> None:
    views = [dataset.view for dataset in datasets]
    range_ = (
        f"2026-03-02T{hours.start:02}:00/2026-03-{2 + hours.stop // 24:02}T{hours.stop % 24:02}:00"
    )
    for prefix in PREFIXES:
        expected = model(stored, datasets, prefix, hours)
        answer = await ask(space, views=views, range=range_, prefix=prefix, counts=True)
        assert set(answer) == {"results"}
        counts = [row["count"] for row in answer["results"]]
        assert counts == sorted(counts, reverse=True)
        assert {row["value"]: row["count"] for row in answer["results"]} == expected
        assert all(set(row) == {"value", "count"} for row in answer["results"])
        plain = await ask(space, views=views, range=range_, prefix=prefix)
        assert plain["results"] == [row["value"] for row in answer["results"]]
        cut = await ask(space, views=views, range=range_, prefix=prefix, counts=True, limit=1)
        assert cut["results"] == answer["results"][:1]
        assert cut.get("truncated", False) is (len(expected) > 1)


async def test_counts_are_of_the_rows_that_a_filter_allows(space: Server, stored: Any) -> None:
    answer = await ask(space, where=condition("id", "in", ["0", "1", "2"]), counts=True)
    expected = Counter(
        text(value) for dataset in DATASETS for _, value in stored[dataset][:3] if value is not None
    )
    assert {row["value"]: row["count"] for row in answer["results"]} == expected


async def test_counts_and_prefix_may_come_by_url(space: Server, stored: Any) -> None:
    body = {"field": "properties", "key": "v"}
    expected = await ask(space, counts=True, prefix="pro%")
    assert [row["value"] for row in expected["results"]] == ["pro%"]
    by_url = {"counts": "true", "prefix": "pro%"}
    assert (await space.send("POST", VALUES, body, params=by_url)).json == expected
    both = await space.send("POST", VALUES, body | {"counts": True}, params=by_url)
    assert both.json == expected
    silent = await space.send("POST", VALUES, body | {"counts": False}, params={"prefix": ""})
    assert silent.text == (await space.send("POST", VALUES, body)).text


@pytest.mark.parametrize(
    ("members", "parameters", "pointer", "said"),
    [
        ({"counts": 1}, {}, "/counts", "a boolean"),
        ({"prefix": 5}, {}, "/prefix", "a string"),
        ({"prefix": None}, {}, "/prefix", "a string"),
        ({"prefix": "\ud800"}, {}, "/prefix", "surrogate"),
        ({"counts": True}, {"counts": "false"}, "/counts", "True here, but False in the URL"),
        ({"prefix": "a"}, {"prefix": "b"}, "/prefix", "'a' here, but 'b' in the URL"),
        ({}, {"counts": "yes"}, "/counts", "expected true or false in the URL"),
        ({"count": True}, {}, "/count", "did you mean 'counts'?"),
    ],
)
async def test_wrong_counts_or_prefix_is_refused(
    space: Server, members: Any, parameters: dict[str, str], pointer: str, said: str
) -> None:
    body = {"field": "properties", "key": "v", **members}
    reply = await space.send("POST", VALUES, body, params=parameters or None)
    assert_problem(reply, 422, VALUES)
    [issue] = reply.json["errors"]
    assert issue["pointer"] == pointer
    assert said in issue["message"]


@pytest.mark.parametrize("prefix", ["%00", "%FF", "%ED%A0%80", "a%2Bb"])
async def test_prefix_of_any_bytes_is_answered(space: Server, prefix: str) -> None:
    path = f"{VALUES}?prefix={prefix}"
    reply = await space.send("POST", path, {"field": "properties", "key": "v"})
    assert (reply.status, reply.json) == (200, {"results": []})


async def test_answer_has_an_etag(space: Server, stored: Any) -> None:
    body = {"field": "properties", "key": "v", "counts": True}
    first = await space.send("POST", VALUES, body)
    tag = first.headers["ETag"]
    again = await space.send("POST", VALUES, body, headers={"If-None-Match": tag})
    assert (again.status, again.text) == (304, "")
