"""Every example in the document is run."""

import re
from typing import Any

import pytest
from support.dataset_rows import insert_into
from support.events import conversation, message, search
from support.server import Server, Start

from evsrv.core.datasets import CONVERSATIONS, DATASETS, FEEDBACK
from openapi.reading import (
    Example,
    component,
    operations,
    request_examples,
    resolved,
    response_examples,
    validator,
    walk,
)

EVENTS = [
    message(
        "one",
        properties={"plan": "pro", "seats": 12, "tags": ["beta"]},
        userProperties={"userId": "u"},
    ),
    conversation("two", createdAt="2026-03-10T10:15:00Z", properties={"plan": "enterprise"}),
    search("three", userProperties={"userId": "u"}),
]


async def send(server: Server, example: Example) -> Any:
    headers = {"Content-Type": example.media_type}
    if not isinstance(example.value, str):
        return await server.send("POST", example.operation.path, example.value, headers=headers)
    return await server.send(
        "POST", example.operation.path, data=example.value.encode(), headers=headers
    )


async def test_every_request_is_answered_as_it_says(start: Start, document: dict[str, Any]) -> None:
    server = await start()
    for event in EVENTS:
        await server.post_event(event)
    examples = list(request_examples(document))
    with_body = {
        operation.path
        for operation in operations(document)
        if "requestBody" in operation.description
    }
    assert {example.operation.path for example in examples} == with_body
    for example in examples:
        if example.media_type == "application/json":
            validator(document, example.schema).validate(example.value)
        reply = await send(server, example)
        assert reply.status == 200, (example, reply.text)
        content = example.operation.description["responses"]["200"]["content"]
        media_type = reply.headers["Content-Type"].split(";")[0]
        if media_type == "application/json":
            validator(document, content[media_type]["schema"]).validate(reply.json)
            assert all(result.get("status") != "refused" for result in outcomes(reply.json))
        else:
            assert media_type in content


def outcomes(answer: Any) -> list[Any]:
    return [result for result in answer.get("results", []) if isinstance(result, dict)]


async def test_every_example_of_a_query_finds_something(
    start: Start, document: dict[str, Any]
) -> None:
    server = await start()
    for number in range(4):
        for event in EVENTS:
            await server.post_event({**event, "id": f"{event['id']}-{number}"})
    of_two_messages = {"userMessageCount": 2, "userProperties": {"userId": "u"}}
    insert_into(server.db, CONVERSATIONS, [{"id": "c", **of_two_messages}])
    reasons = [{"label": "inaccurate", "details": ""}]
    insert_into(server.db, FEEDBACK, [{"id": "f", "type": "negative", "reasons": reasons}])
    asked = set()
    for example in request_examples(document):
        path = example.operation.path
        if path in {f"/query/{name}" for name in DATASETS}:
            asked.add(path)
            reply = await server.send("POST", path, example.value)
            assert reply.json["data"]["result"] != [], example.value
    assert len(asked) == len(DATASETS)


def in_words(parameter: Any) -> list[str]:
    """Return the examples in the description of a parameter."""
    return re.findall(r"`([^`]+)`", parameter["description"].partition(" For example ")[2])


@pytest.mark.parametrize("path", ["/query/top-search-queries", "/query/weekly-search-users"])
async def test_every_example_of_a_parameter_is_taken(
    start: Start, document: dict[str, Any], path: str
) -> None:
    server = await start()
    await server.post_event(search("three", userProperties={"userId": "u"}))
    get = document["paths"][path]["get"]
    examples = [
        {parameter["name"]: example}
        for parameter in get["parameters"]
        for example in parameter["schema"].get("examples") or in_words(parameter)
    ]
    assert {name for example in examples for name in example} == {
        parameter["name"] for parameter in get["parameters"]
    }
    for parameters in [{}, *examples]:
        reply = await server.send("GET", path, params=parameters)
        assert reply.status == 200, reply.text
        schema = get["responses"]["200"]["content"]["application/json"]["schema"]
        validator(document, schema).validate(reply.json)


def test_every_answer_is_as_its_schema_says(document: dict[str, Any]) -> None:
    examples = list(response_examples(document))
    for example in examples:
        validator(document, example.schema).validate(example.value)
    shown = {(example.operation.path, example.status) for example in examples}
    answers = {
        (operation.path, status)
        for operation in operations(document)
        for status in operation.description["responses"]
    }
    texts = ("/metrics", "/evsrv.js", "/evsrv.d.ts")
    redirects = {("/", "302")}
    assert answers - shown == {(path, "200") for path in texts} | redirects


def test_every_other_example_fits_where_it_stands(document: dict[str, Any]) -> None:
    found = 0
    for node in walk(document):
        if isinstance(node.get("examples"), list):
            for example in node["examples"]:
                found += 1
                validator(document, node).validate(example)
    assert found > 0
    for header in document["components"]["headers"].values():
        if "example" in header:
            validator(document, header["schema"]).validate(header["example"])


async def test_refusals_are_as_their_schema_says(start: Start, document: dict[str, Any]) -> None:
    server = await start(max_body_bytes=1000)
    web = server.make_key(kind="web", organization="acme", project="site")
    for status, body, key in (
        (400, [], None),
        (401, {}, "none"),
        (403, {}, web),
        (413, {"notes": "x" * 1000}, None),
        (422, {"limit": -1, "x": 1}, None),
    ):
        reply = await server.send("POST", "/query/events", body, key=key)
        assert reply.status == status
        response = resolved(
            document, document["paths"]["/query/events"]["post"]["responses"][str(status)]
        )
        validator(document, response["content"]["application/problem+json"]["schema"]).validate(
            reply.json
        )
        assert set(response["headers"]) <= set(reply.headers)
    batch = {"batch": [1, {}, {"entityType": "message"}]}
    refused = (await server.send("POST", "/events/batch", batch)).json
    component(document, "BatchResult").validate(refused)
    assert [result["status"] for result in refused["results"]] == ["refused"] * 3
