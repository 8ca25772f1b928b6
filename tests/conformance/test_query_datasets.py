"""Section 4 of the contract for conversations and feedback: queries over both."""

import csv
import io
import json
from typing import Any

import pytest
import pytest_asyncio
from support.engines import needs_terms
from support.events import aggregation, ascending, condition, descending, field, group, time
from support.server import Server

from conformance.datasets import REASON, ids_of, refusal_of, rows_of, space_with_rows
from conformance.problems import assert_problem
from evsrv.core.datasets import CONVERSATIONS, DATASETS, EVENTS, FEEDBACK, Dataset

pytestmark = pytest.mark.asyncio(loop_scope="session")

COUNT = aggregation("count")
BOTH = pytest.mark.parametrize("dataset", [CONVERSATIONS, FEEDBACK], ids=str)
PATHS = [f"/query/{name}{end}" for name in DATASETS for end in ("", "/export")]
SEMANTIC_THREADS = ["/query/semantic-threads", "/query/semantic-threads/export"]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def space(shared_server: Server) -> Server:
    return await space_with_rows(shared_server, "datasets")


async def test_raw_conversations_have_their_fields_in_order_newest_first(space: Server) -> None:
    rows = await rows_of(space, CONVERSATIONS, {})
    assert [row["id"] for row in rows] == ["c2", "c1", "c3"]
    assert list(rows[1].items()) == [
        ("id", "c1"),
        ("userMessageCount", 10),
        ("organizationId", "datasets"),
        ("projectId", "site"),
        ("integrationId", "chat"),
        ("firstMessageTime", "2026-03-02T10:15:00.000Z"),
        ("type", "openai"),
        ("properties", {"plan": "pro", "n": "12"}),
        ("userProperties", {"userId": "u1"}),
    ]
    assert (rows[2]["integrationId"], rows[2]["properties"]) == (None, None)


async def test_raw_feedback_has_its_fields_in_order_newest_first(space: Server) -> None:
    rows = await rows_of(space, FEEDBACK, {})
    assert [row["id"] for row in rows] == ["f3", "f2", "f1"]
    assert list(rows[2].items()) == [
        ("id", "f1"),
        ("type", "negative"),
        ("messageId", "m1"),
        ("createdAt", "2026-03-02T10:15:00.000Z"),
        ("organizationId", "datasets"),
        ("reasons", [REASON, {"label": "long", "details": "two pages"}]),
        ("properties", {"plan": "pro"}),
        ("userProperties", None),
        ("conversationId", "c1"),
        ("projectId", "site"),
        ("integrationId", None),
    ]
    assert "conversationId" not in rows[0]
    assert (rows[0]["reasons"], rows[1]["reasons"]) == (None, [])


async def test_time_selection_without_field_is_of_the_time_field(space: Server) -> None:
    body = {"select": [time("day"), COUNT]}
    assert await rows_of(space, CONVERSATIONS, body) == [
        {"firstMessageTime_day": "2026-02-28T00:00:00.000Z", "count": 1},
        {"firstMessageTime_day": "2026-03-02T00:00:00.000Z", "count": 2},
    ]
    assert [row["createdAt_day"] for row in await rows_of(space, FEEDBACK, body)] == [
        "2026-03-02T00:00:00.000Z",
        "2026-03-03T00:00:00.000Z",
        "2026-03-04T00:00:00.000Z",
    ]


@pytest.mark.parametrize(
    ("operator", "operand", "found"),
    [
        ("eq", 9, ["c2"]),
        ("eq", 9.0, ["c2"]),
        ("neq", 9, ["c1", "c3"]),
        ("gt", 9, ["c1"]),
        ("gte", 9.5, ["c1"]),
        ("lt", 10, ["c2", "c3"]),
        ("lte", 10, ["c1", "c2", "c3"]),
        ("in", [9, 10.0, None], ["c1", "c2"]),
        ("in", [], []),
        ("notIn", [9], ["c1", "c3"]),
        ("notIn", [], ["c1", "c2", "c3"]),
        ("eq", None, []),
        ("neq", None, ["c1", "c2", "c3"]),
    ],
)
async def test_number_field_compares_with_numbers(
    space: Server, operator: str, operand: Any, found: list[str]
) -> None:
    where = condition("userMessageCount", operator, operand)
    assert await ids_of(space, CONVERSATIONS, where) == found
    rest = sorted({"c1", "c2", "c3"} - set(found))
    assert await ids_of(space, CONVERSATIONS, {"not": where}) == rest


@pytest.mark.parametrize("operator", ["eq", "neq", "gt", "gte", "lt", "lte"])
@pytest.mark.parametrize("operand", ["9", True, [9]])
async def test_number_field_refuses_other_operands(
    space: Server, operator: str, operand: Any
) -> None:
    body = {"where": condition("userMessageCount", operator, operand)}
    (pointer,) = await refusal_of(space, CONVERSATIONS, body)
    assert pointer == "/where/condition/value"


@pytest.mark.parametrize("operand", [["9"], [True], 9])
async def test_list_of_a_number_field_holds_numbers(space: Server, operand: Any) -> None:
    for operator in ("in", "notIn"):
        body = {"where": condition("userMessageCount", operator, operand)}
        (pointer,) = await refusal_of(space, CONVERSATIONS, body)
        assert pointer.startswith("/where/condition/value")


async def test_number_field_sorts_groups_and_aggregates_as_a_number(space: Server) -> None:
    select = [field("userMessageCount")]
    for order, sorted_ in (
        (ascending("userMessageCount"), [0, 9, 10]),
        (descending("userMessageCount"), [10, 9, 0]),
    ):
        rows = await rows_of(space, CONVERSATIONS, {"select": select, "orderBy": order})
        assert [row["userMessageCount"] for row in rows] == sorted_
    groups = await rows_of(space, CONVERSATIONS, {"groupBy": [group("userMessageCount")]})
    assert groups == [{"userMessageCount": number} for number in (0, 9, 10)]
    names = ("count", "countDistinct", "sum", "avg", "min", "max", "median")
    body = {"select": [aggregation(name, "userMessageCount") for name in names]}
    (row,) = await rows_of(space, CONVERSATIONS, body)
    assert list(row.values()) == [3, 3, 19, 19 / 3, 0, 10, 9]


async def test_time_unit_of_a_number_or_array_is_null_and_left_out(space: Server) -> None:
    assert await rows_of(
        space, CONVERSATIONS, {"select": [time("day", "userMessageCount"), COUNT]}
    ) == [{"count": 3}]
    assert await rows_of(space, FEEDBACK, {"select": [time("week", "reasons"), COUNT]}) == [
        {"count": 3}
    ]


@pytest.mark.parametrize("values", ["text", "native"])
async def test_reasons_are_an_array_in_rows_and_groups(space: Server, values: str) -> None:
    body = {"select": [field("id"), field("reasons")], "jsonValues": values}
    whole = [REASON, {"label": "long", "details": "two pages"}]
    rows = {row["id"]: row["reasons"] for row in await rows_of(space, FEEDBACK, body)}
    assert rows == {"f1": whole, "f2": [], "f3": None}
    groups = await rows_of(space, FEEDBACK, {"groupBy": [group("reasons")], "jsonValues": values})
    assert groups == [{"reasons": []}, {"reasons": whole}, {"reasons": None}]


@pytest.mark.parametrize(
    ("operator", "operand", "found"),
    [
        ("eq", [], ["f2"]),
        ("eq", [REASON, {"details": "two pages", "label": "long"}], ["f1"]),
        ("eq", REASON, []),
        ("neq", [], ["f1"]),
        ("eq", None, ["f3"]),
        ("in", [[], None], ["f2", "f3"]),
        ("notIn", [[]], ["f1"]),
        ("jsonContains", [{"label": "long"}], ["f1"]),
        ("jsonContains", {"label": "long"}, []),
        ("jsonContains", [], ["f1", "f2"]),
        ("jsonContainedBy", [REASON], ["f2"]),
        ("jsonHasKey", "label", []),
        ("jsonHasAnyKey", ["label"], []),
        ("jsonHasAllKeys", [], ["f1", "f2"]),
        ("arrayContains", "long", []),
        ("arrayContains", [], ["f1", "f2"]),
        ("jsonArrayContainsObject", {"label": "long"}, ["f1"]),
        ("jsonArrayContainsObject", [{"label": "long"}, {"details": ""}], ["f1"]),
        ("jsonArrayContainsObject", {"label": "short"}, []),
    ],
)
async def test_operators_of_a_whole_json_field_work_on_reasons(
    space: Server, operator: str, operand: Any, found: list[str]
) -> None:
    where = condition("reasons", operator, operand)
    assert await ids_of(space, FEEDBACK, where) == found
    rest = sorted({"f1", "f2", "f3"} - set(found))
    assert await ids_of(space, FEEDBACK, {"not": where}) == rest


async def test_null_tests_of_reasons_tell_none_from_no_reason(space: Server) -> None:
    assert await ids_of(space, FEEDBACK, condition("reasons", "isNull")) == ["f3"]
    assert await ids_of(space, FEEDBACK, condition("reasons", "isNotNull")) == ["f1", "f2"]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"select": [field("reasons", "label")]}, "/select/0/path"),
        ({"groupBy": [group("reasons", "0")]}, "/groupBy/0/path"),
        ({"select": [aggregation("max", "reasons", "0")]}, "/select/0/path"),
        (
            {"where": condition("reasons", "eq", {"path": ["0"], "value": 1})},
            "/where/condition/value/path",
        ),
        (
            {"where": condition("reasons", "isNull", {"path": ["0"]})},
            "/where/condition/value/path",
        ),
    ],
)
async def test_path_into_reasons_is_refused(space: Server, body: Any, pointer: str) -> None:
    message = (await refusal_of(space, FEEDBACK, body))[pointer]
    assert message == "a path goes into properties or userProperties only, not into 'reasons'"


@pytest.mark.parametrize(("dataset", "names"), [(CONVERSATIONS, 90), (FEEDBACK, 110)], ids=str)
async def test_every_order_name_of_the_client_is_taken(
    space: Server, dataset: Dataset, names: int
) -> None:
    """A field orders rows, an aggregation groups, selected or not, and a bucket its groups."""
    bodies: dict[str, Any] = {name: {} for name in dataset.fields}
    for name in dataset.fields:
        for unit in ("hour", "day", "week", "month"):
            bodies[f"{name}_{unit}"] = {"select": [time(unit, name)]}
        for term in ("sum", "count", "avg", "min", "max"):
            bodies[f"{term}_{name}"] = {"groupBy": [group("type")]}
    assert len(bodies) == names
    for column, body in bodies.items():
        for order in (ascending(column), descending(column)):
            assert await rows_of(space, dataset, {**body, "orderBy": order}) != []


NEVER_NULL = {"id", "type", "messageId", "conversationId", "userMessageCount", "firstMessageTime"}


@BOTH
async def test_only_columns_of_the_contract_show_null(space: Server, dataset: Dataset) -> None:
    aggregates = [aggregation(term, name) for term in ("sum", "min") for name in dataset.fields]
    buckets = [time("day", name) for name in dataset.fields]
    rows = await rows_of(space, dataset, {})
    rows += await rows_of(space, dataset, {"select": [*aggregates, *buckets]})
    nulls = {name for row in rows for name, value in row.items() if value is None}
    assert (
        nulls == {name for name, field_ in dataset.fields.items() if field_.null_in_output} & nulls
    )
    assert not nulls & NEVER_NULL
    assert nulls


@BOTH
async def test_sum_and_mean_of_a_time_are_epoch_milliseconds(
    space: Server, dataset: Dataset
) -> None:
    name = dataset.time_field.name
    select = [aggregation(term, name) for term in ("min", "max", "avg", "sum")]
    (row,) = await rows_of(space, dataset, {"select": select})
    assert all(isinstance(value, int | float) for value in row.values())
    assert row[f"max_{name}"] > row[f"min_{name}"] > 1_700_000_000_000


@BOTH
async def test_unknown_field_is_refused_with_the_dataset_s_name(
    space: Server, dataset: Dataset
) -> None:
    said = await refusal_of(space, dataset, {"select": [field("timestamp")]})
    assert said == {
        "/select/0/field": f"unknown field 'timestamp'; did you mean {dataset.time_field.name!r}?"
    }
    said = await refusal_of(space, dataset, {"select": [field("id"), COUNT]})
    assert said["/select/0"] == (f"'id' must be in groupBy, as the query groups {dataset.name}")


async def test_field_of_another_dataset_is_unknown(space: Server) -> None:
    for dataset, name in (
        (CONVERSATIONS, "createdAt"),
        (CONVERSATIONS, "searchQuery"),
        (FEEDBACK, "userMessageCount"),
        (EVENTS, "reasons"),
    ):
        for body in (
            {"select": [field(name)]},
            {"groupBy": [group(name)]},
            {"where": condition(name, "isNull")},
            {"orderBy": ascending(name)},
        ):
            assert "unknown" in next(iter((await refusal_of(space, dataset, body)).values()))


@BOTH
async def test_every_plugin_s_term_works_on_the_dataset(space: Server, dataset: Dataset) -> None:
    for name in ("contains", "endsWith"):
        assert await ids_of(space, dataset, condition("id", name, "1")) == [f"{dataset.name[0]}1"]
    for name in ("startsWith", "startsWithIgnoreCase"):
        assert await ids_of(space, dataset, condition("id", name, "1")) == []
    for unit in ("minute", "quarter", "year"):
        assert await rows_of(space, dataset, {"select": [time(unit)]}) != []
    time_field = dataset.time_field.name
    (row,) = await rows_of(space, dataset, {"select": [aggregation("p95", time_field)]})
    assert row[f"p95_{time_field}"] > 0


@needs_terms("matches")
@BOTH
async def test_patterns_work_on_the_dataset(space: Server, dataset: Dataset) -> None:
    assert await ids_of(space, dataset, condition("id", "matches", "1")) == [f"{dataset.name[0]}1"]


@BOTH
async def test_export_of_the_dataset_has_all_rows(space: Server, dataset: Dataset) -> None:
    path = f"/query/{dataset.name}/export"
    reply = await space.send("POST", path, {"orderBy": ascending("id")})
    assert reply.headers["Content-Type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(reply.text, newline="")))
    assert [row["id"] for row in rows] == [f"{dataset.name[0]}{number}" for number in (1, 2, 3)]
    assert [row["properties.plan"] for row in rows].count("pro") == 1
    lines = await space.send("POST", path, {}, headers={"Accept": "application/x-ndjson"})
    assert len(lines.text.splitlines()) == 3


async def test_export_shows_numbers_and_reasons_as_json(space: Server) -> None:
    body = {"select": [field("reasons")], "orderBy": ascending("id")}
    reply = await space.send("POST", "/query/feedback/export", body)
    first, second, third = list(csv.reader(io.StringIO(reply.text, newline="")))[1:]
    assert json.loads(first[0])[0] == REASON
    assert (second, third) == (["[]"], [""])
    body = {"select": [field("userMessageCount")], "orderBy": ascending("id")}
    reply = await space.send("POST", "/query/conversations/export", body)
    assert reply.text.split() == ["userMessageCount", "10", "9", "0"]


@BOTH
async def test_limit_and_offset_page_through_the_dataset(space: Server, dataset: Dataset) -> None:
    whole = await rows_of(space, dataset, {})
    paged = [
        row
        for offset in range(3)
        for row in await rows_of(
            space, dataset, {"limit": 1}, params={"offset": str(offset), "jsonValues": "text"}
        )
    ]
    assert paged == whole


@pytest.mark.parametrize("path", [*PATHS, *SEMANTIC_THREADS])
async def test_queries_of_datasets_need_a_key_that_reads(space: Server, path: str) -> None:
    assert_problem(await space.with_key(None).send("POST", path, {}), 401, path)
    web = space.make_key(kind="web", organization="datasets", project="site")
    assert_problem(await space.send("POST", path, {}, key=web), 403, path)
    assert_problem(await space.send("GET", path), 405, path)


@pytest.mark.parametrize("path", PATHS)
async def test_read_key_queries_every_dataset(space: Server, path: str) -> None:
    read = space.make_key(kind="read", organization="datasets", project="site")
    assert (await space.send("POST", path, {}, key=read)).status == 200


@pytest.mark.parametrize("path", SEMANTIC_THREADS)
async def test_semantic_threads_are_refused_with_the_reason(space: Server, path: str) -> None:
    for body in ({}, {"select": [COUNT]}, None):
        reply = await space.send("POST", path, body)
        assert_problem(reply, 422, path)
        assert reply.json["detail"] == (
            "semantic threads are written by a language model, and this server has none"
        )


@BOTH
async def test_export_as_events_is_refused(space: Server, dataset: Dataset) -> None:
    path = f"/query/{dataset.name}/export"
    assert_problem(await space.send("POST", path, {}, params={"as": "events"}), 422, path)


@BOTH
async def test_key_queries_rows_of_its_own_scope_only(
    shared_server: Server, dataset: Dataset
) -> None:
    homes = [
        ("walls red", "shop"),
        ("walls red", "blog"),
        ("walls red", None),
        ("walls blue", "shop"),
    ]
    own = [
        {"id": f"{organization} {project}", "organizationId": organization, "projectId": project}
        for organization, project in homes
    ]
    shared_server.insert(dataset, own)
    for organization, project, found in (
        ("walls red", "shop", ["walls red shop"]),
        ("walls red", None, ["walls red None", "walls red blog", "walls red shop"]),
        ("walls blue", None, ["walls blue shop"]),
        ("walls blue", "blog", []),
    ):
        key = shared_server.make_key(organization=organization, project=project)
        space = shared_server.with_key(key)
        assert await ids_of(space, dataset, {"and": []}) == found
        assert await ids_of(space, dataset, condition("organizationId", "isNotNull")) == found
        (row,) = await rows_of(space, dataset, {"select": [COUNT]})
        assert row == {"count": len(found)}
        reply = await space.send("POST", f"/query/{dataset.name}/export", {"select": [field("id")]})
        assert sorted(reply.text.splitlines()[1:]) == found
