"""The second version of the language: every example of its contract has the contract's answer.

In section 9 the contract's words differ from its figures: numbers that are decimal text count, as
for `sum`, but the figures leave out those of the demo file. The tests follow the words.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from support.server import Server

pytestmark = pytest.mark.asyncio(loop_scope="session")

Json = Any

NOW = "2026-04-01T00:00:00Z"
EXAMPLES = json.loads((Path(__file__).parent / "data" / "language-examples.json").read_text())
WORDS = ("timezone", "weekStart", "range", "compare", "fill", "now")
EACH = pytest.mark.parametrize(
    "example",
    [
        pytest.param(
            one,
            id=f"{one['section']}: {one['name']}",
        )
        for one in EXAMPLES
    ],
)


def assert_answer(data: Json, expected: Json) -> None:
    """Assert that data have these rows, with their columns in this order, and these members."""
    assert [list(row.items()) for row in data["result"]] == [
        list(row.items()) for row in expected["result"]
    ]
    page = {"pageSize": data["pageSize"], "count": len(expected["result"])}
    assert data == {**expected, **page}


def with_now(query: Json) -> Json:
    return {"now": NOW, **query}


def url_form(value: Json) -> str:
    return value if isinstance(value, str) else json.dumps(value)


@EACH
async def test_example_of_the_contract_has_its_answer(demo: Server, example: Json) -> None:
    assert_answer(await demo.data(with_now(example["query"])), example["data"])


@EACH
async def test_words_in_the_url_have_the_answer_of_words_in_the_body(
    demo: Server, example: Json
) -> None:
    query = with_now(example["query"])
    words = {name: url_form(query.pop(name)) for name in WORDS if name in query}
    assert_answer(await demo.data(query, params=words), example["data"])


@EACH
async def test_ranges_of_an_answer_sent_back_have_the_same_answer(
    demo: Server, example: Json
) -> None:
    expected = example["data"]
    query = {name: value for name, value in example["query"].items() if name != "now"}
    query["range"] = expected["range"]
    if "comparedRange" in expected:
        query["compare"] = expected["comparedRange"]
    assert_answer(await demo.data(query), expected)


@EACH
async def test_exported_rows_are_those_of_the_answer(demo: Server, example: Json) -> None:
    reply = await demo.send(
        "POST",
        "/query/events/export",
        with_now(example["query"]),
        headers={"Accept": "application/x-ndjson"},
    )
    assert reply.status == 200, reply.text
    rows = [json.loads(line) for line in reply.text.splitlines()]
    assert [list(row.items()) for row in rows] == [
        list(row.items()) for row in example["data"]["result"]
    ]


async def test_examples_are_of_every_section_with_answers() -> None:
    assert {example["section"] for example in EXAMPLES} == set(range(2, 12))
