"""A plugin's terms on number fields and arrays, and those of kinds that a dataset does not have."""

from pathlib import Path
from typing import Any

import pytest
from support.dataset_rows import insert_into
from support.events import aggregation, at, condition, message
from support.server import Server, Start

from evsrv.core.datasets import CONVERSATIONS, FEEDBACK

PLUGIN = """
from evsrv.plugin import Aggregate, JsonType, Kind, Operator, hookimpl, sql


@hookimpl
def evsrv_filter_operators():
    yield Operator(
        name="isEven",
        summary="is an even number",
        operands={Kind.PATH | Kind.NUMBER: None},
        render=lambda value, _: sql(
            "{} AND {} % 2 = 0", value.is_type(JsonType.NUMBER), value.plain
        ),
    )
    yield Operator(
        name="hasLength",
        summary="is an array of this length",
        operands={Kind.PATH | Kind.ARRAY: {"type": "integer"}},
        render=lambda value, length: sql(
            "{} AND (SELECT count(*) FROM {}) = %d" % length,
            value.is_type(JsonType.ARRAY),
            value.elements,
        ),
    )


@hookimpl
def evsrv_aggregates():
    yield Aggregate(
        name="range",
        summary="the greatest number less the least",
        render=lambda value: sql("max({}) - min({})", value.number, value.number),
    )
"""


@pytest.fixture
async def server(start: Start, tmp_path: Path) -> Server:
    folder = tmp_path / "plugins"
    folder.mkdir()
    (folder / "further.py").write_text(PLUGIN)
    server = await start(plugins_dir=folder)
    await server.post_event(message("e", properties={"n": 4, "l": [1]}))
    insert_into(
        server.db,
        CONVERSATIONS,
        [{"id": f"c{count}", "userMessageCount": count} for count in (1, 2, 10)],
    )
    reason = {"label": "a", "details": ""}
    insert_into(server.db, FEEDBACK, [{"id": "f1", "reasons": [reason]}, {"id": "f2"}])
    return server


async def rows(server: Server, dataset: str, body: Any) -> Any:
    reply = await server.send("POST", f"/query/{dataset}", body)
    assert reply.status == 200, reply.text
    return reply.json["data"]["result"]


async def test_operator_for_numbers_works_on_a_number_field_and_at_a_path(server: Server) -> None:
    even = await rows(server, "conversations", {"where": condition("userMessageCount", "isEven")})
    assert sorted(row["id"] for row in even) == ["c10", "c2"]
    assert len(await rows(server, "events", {"where": at("properties", "n", "isEven")})) == 1


async def test_operator_for_arrays_works_on_an_array_field_and_at_a_path(server: Server) -> None:
    found = await rows(server, "feedback", {"where": condition("reasons", "hasLength", 1)})
    assert [row["id"] for row in found] == ["f1"]
    assert len(await rows(server, "events", {"where": at("properties", "l", "hasLength", 1)})) == 1


async def test_aggregation_of_any_kind_works_on_number_fields_and_arrays(server: Server) -> None:
    body = {"select": [aggregation("range", "userMessageCount")]}
    assert await rows(server, "conversations", body) == [{"range_userMessageCount": 9}]
    assert await rows(server, "feedback", {"select": [aggregation("range", "reasons")]}) == [{}]


@pytest.mark.parametrize(
    ("dataset", "field", "operator", "operand"),
    [
        ("conversations", "type", "isEven", {}),
        ("conversations", "userMessageCount", "contains", {"value": "9"}),
        ("conversations", "userMessageCount", "hasLength", {"value": 1}),
        ("feedback", "reasons", "matches", {"value": "a"}),
    ],
)
async def test_operator_on_a_kind_that_it_does_not_take_is_refused(
    server: Server, dataset: str, field: str, operator: str, operand: dict[str, Any]
) -> None:
    where = {"condition": {"field": field, "operator": operator, **operand}}
    reply = await server.send("POST", f"/query/{dataset}", {"where": where})
    assert reply.status == 422
    assert f"{operator!r} does not work on {field!r}" in reply.json["detail"]


async def test_description_has_plugin_operators_on_kinds_of_each_dataset(server: Server) -> None:
    schemas = (await server.send("GET", "/openapi.json")).json["components"]["schemas"]
    taken = {
        dataset: {
            name
            for variant in schemas[f"{dataset}Condition"]["anyOf"]
            if "isEven" in variant["properties"]["operator"]["enum"]
            and "apply" not in variant["properties"]
            for name in variant["properties"]["field"]["enum"]
        }
        for dataset in ("Events", "Conversations", "Feedback")
    }
    paths = {"properties", "userProperties"}
    assert taken == {
        "Events": paths,
        "Conversations": paths | {"userMessageCount"},
        "Feedback": paths,
    }
