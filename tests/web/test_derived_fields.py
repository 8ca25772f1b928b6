"""Derived fields over HTTP: the field `user` with its setting, and those of plugins."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from support.dataset_rows import insert_into
from support.events import (
    aggregation,
    ascending,
    condition,
    descending,
    field,
    group,
    message,
    negated,
    search,
)
from support.exports import export_csv
from support.server import Server, Start

from evsrv.core.datasets import CONVERSATIONS, DATASETS, EVENTS, FEEDBACK, Dataset

COUNT = aggregation("count")
PEOPLE = [
    message("a", userProperties={"userId": "ann", "id": "1"}, properties={"author": "x"}),
    message("b", userProperties={"id": "ann"}),
    message("c", userProperties={"userId": None, "id": 7}, properties={"author": ["y"]}),
    message("d", userProperties={"userId": "Bob"}),
    message("e"),
]
PLUGIN = """
from evsrv.plugin import DerivedField, Kind, hookimpl, sql


@hookimpl
def evsrv_fields():
    yield DerivedField(
        name="label",
        kind=Kind.TEXT,
        summary="type and search query",
        render=lambda row: sql(
            "{} || ': ' || {}", row.value("type").text, row.value("searchQuery").text
        ),
    )
    yield DerivedField(
        name="width",
        kind=Kind.NUMBER,
        summary="the length of the type",
        render=lambda row: sql("length({}) / 2.0", row.value("type").text),
    )
"""

StartWithPlugin = Callable[[], Awaitable[Server]]


async def filled(server: Server, events: list[Any]) -> Server:
    for event in events:
        assert (await server.post_event(event))[0] == 200
    return server


@pytest.fixture
async def people(server: Server) -> Server:
    return await filled(server, PEOPLE)


@pytest.fixture
async def labelled(start: Start, tmp_path: Path) -> Server:
    """Start a server with the plugin and three events."""
    folder = tmp_path / "plugins"
    folder.mkdir()
    (folder / "labels.py").write_text(PLUGIN, "utf-8")
    server = await start(plugins_dir=folder)
    events = [search("s1", type="find"), search("s2", type="a"), message("m1", type="sent")]
    return await filled(server, events)


async def test_user_is_user_id_or_else_id_as_text(people: Server) -> None:
    body = {"select": [field("id"), field("user")], "orderBy": ascending("id")}
    assert await people.rows(body) == [
        {"id": "a", "user": "ann"},
        {"id": "b", "user": "ann"},
        {"id": "c", "user": "7"},
        {"id": "d", "user": "Bob"},
        {"id": "e"},
    ]


async def test_user_is_grouped_filtered_sorted_and_counted(people: Server) -> None:
    grouped = {"select": [COUNT], "groupBy": [group("user")]}
    assert await people.rows(grouped) == [
        {"user": "7", "count": 1},
        {"user": "Bob", "count": 1},
        {"user": "ann", "count": 2},
        {"count": 1},
    ]
    by_lower = {"select": [COUNT], "groupBy": [group("user", apply="lower")]}
    assert [row.get("user_lower") for row in await people.rows(by_lower)] == [
        "7",
        "ann",
        "bob",
        None,
    ]
    assert await people.ids(condition("user", "eq", "ann")) == ["a", "b"]
    assert await people.ids(negated(condition("user", "eq", "ann"))) == ["c", "d", "e"]
    assert await people.ids(condition("user", "isNull")) == ["e"]
    ordered = {"select": [field("id")], "orderBy": descending("user") + ascending("id")}
    assert [row["id"] for row in await people.rows(ordered)] == ["a", "b", "d", "c", "e"]
    assert await people.rows({"select": [aggregation("countDistinct", "user")]}) == [
        {"countDistinct_user": 3}
    ]


async def test_default_select_and_exports_have_no_derived_field(people: Server) -> None:
    for row in await people.rows({}):
        assert "user" not in row
    assert "user" not in (await export_csv(people))[0]
    chosen = {"select": [field("id"), field("user")], "orderBy": ascending("id")}
    assert (await export_csv(people, chosen))[:2] == [["id", "user"], ["a", "ann"]]


async def test_user_follows_the_setting(start: Start) -> None:
    server = await filled(await start(user=("properties.author", "userProperties.id")), PEOPLE)
    body = {"select": [field("id"), field("user")], "orderBy": ascending("id")}
    users = [row.get("user") for row in await server.rows(body)]
    assert users == ["x", "ann", '["y"]', None, None]


async def test_weekly_report_counts_the_users_of_the_setting(start: Start) -> None:
    server = await start(user=("properties.author",))
    searches = [
        search("1", properties={"author": "x"}, userProperties={"userId": "1"}),
        search("2", properties={"author": "x"}, userProperties={"userId": "2"}),
        search("3", userProperties={"userId": "3"}),
    ]
    await filled(server, searches)
    reply = await server.send("GET", "/query/weekly-search-users")
    assert [row["unique_users"] for row in reply.json["data"]["result"]] == ["1"]


@pytest.mark.parametrize("dataset", [CONVERSATIONS, FEEDBACK], ids=str)
async def test_every_dataset_has_the_user(server: Server, dataset: Dataset) -> None:
    rows: list[dict[str, Any]] = [
        {"id": "1", "userProperties": {"userId": "ann"}},
        {"id": "2", "userProperties": {"id": "ann"}},
        {"id": "3"},
    ]
    insert_into(
        server.db,
        dataset,
        [
            {
                **row,
                "organizationId": "acme",
                "projectId": "site",
                dataset.time_field.name: "2026-03-02T10:15:00.000Z",
                **({"messageId": row["id"]} if dataset is FEEDBACK else {}),
            }
            for row in rows
        ],
    )
    body = {"select": [COUNT], "groupBy": [group("user")]}
    reply = await server.send("POST", f"/query/{dataset.name}", body)
    assert reply.json["data"]["result"] == [{"user": "ann", "count": 2}, {"count": 1}]


async def test_field_of_a_plugin_is_a_field(labelled: Server) -> None:
    body = {"select": [field("label"), field("width")], "orderBy": ascending("width", "id")}
    assert await labelled.rows(body) == [
        {"label": "a: how to s2", "width": 0.5},
        {"width": 2.0},
        {"label": "find: how to s1", "width": 2.0},
    ]
    assert await labelled.ids(condition("width", "gt", 1)) == ["m1", "s1"]
    assert await labelled.rows({"select": [aggregation("sum", "width")]}) == [{"sum_width": 4.5}]


async def test_dataset_without_a_stored_field_has_no_field_that_reads_it(
    labelled: Server,
) -> None:
    for dataset in DATASETS.values():
        body = {"select": [field("label")]}
        reply = await labelled.send("POST", f"/query/{dataset.name}", body)
        assert reply.status == (200 if dataset is EVENTS else 422)
        assert (
            await labelled.send("POST", f"/query/{dataset.name}", {"select": [field("width")]})
        ).status == 200


@pytest.mark.parametrize(
    "body",
    [
        {"select": [field("lable")]},
        {"groupBy": [group("lable")]},
        {"where": condition("lable", "isNull")},
        {"orderBy": ascending("lable")},
    ],
)
async def test_misspelt_derived_field_gets_the_nearest_name(labelled: Server, body: Any) -> None:
    refused = await labelled.refused(body)
    assert "did you mean 'label'?" in str(refused)


async def test_derived_field_takes_no_path(labelled: Server) -> None:
    refused = await labelled.refused({"groupBy": [group("label", "plan")]})
    assert "not into 'label'" in str(refused)
