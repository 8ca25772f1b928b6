import json
from typing import Any

import pytest

from evsrv import builtin
from evsrv.core import resources
from evsrv.core.datasets import EVENTS
from evsrv.core.errors import Unprocessable
from evsrv.core.json_text import read_object
from evsrv.core.limits import (
    MAX_FILTER_CONDITIONS,
    MAX_FILTER_DEPTH,
    MAX_JSON_DEPTH,
    MAX_QUERY_BODY_DEPTH,
)
from evsrv.plugin.loader import find_plugins
from evsrv.plugin.vocabulary import collect
from evsrv.query import ast
from evsrv.query.reader import QueryReader
from evsrv.query.schema import Schemas

CONDITION = {"condition": {"field": "type", "operator": "eq", "value": "x"}}


@pytest.fixture(scope="module")
def reader() -> QueryReader:
    return QueryReader.from_schemas(
        Schemas.load(collect(find_plugins(builtin.PLUGINS, bundled=resources.PLUGINS)))
    )


def refusals(reader: QueryReader, body: Any) -> dict[str, str]:
    """Read a body that is refused; the messages by pointer."""
    with pytest.raises(Unprocessable) as refused:
        reader.read(read_object(json.dumps(body).encode(), max_depth=MAX_QUERY_BODY_DEPTH), EVENTS)
    return {issue.pointer: issue.message for issue in refused.value.issues}


def nested(levels: int, inner: Any = CONDITION) -> Any:
    """Nest a filter, in every way by turns."""
    for level in range(levels):
        inner = {"not": inner} if level % 3 == 0 else {("and", "or")[level % 2]: [inner]}
    return inner


def test_a_whole_body_becomes_a_query(reader: QueryReader) -> None:
    body = {
        "select": [
            {"type": "field", "field": "properties", "path": ["a"], "mode": "json"},
            {"type": "field", "field": "id"},
            {"type": "aggregation", "aggregation": "count"},
            {"type": "aggregation", "aggregation": "sum", "field": "properties", "path": ["n"]},
            {"type": "time", "timeUnit": "day"},
            {"type": "time", "timeUnit": "week", "field": "properties", "path": ["at"]},
        ],
        "groupBy": [{"field": "type"}, {"field": "id", "includeInSelect": False}],
        "where": {"and": [CONDITION, {"or": []}, {"not": CONDITION}]},
        "orderBy": [{"field": "count", "direction": "desc"}],
        "notes": "why",
        "limit": 5,
        "offset": 10,
        "jsonValues": "native",
    }
    condition = ast.Condition("type", "eq", "x")
    assert reader.read(body, EVENTS) == ast.Query(
        select=(
            ast.FieldSelection("properties", ("a",), "json"),
            ast.FieldSelection("id"),
            ast.AggregationSelection("count"),
            ast.AggregationSelection("sum", "properties", ("n",)),
            ast.TimeSelection("day"),
            ast.TimeSelection("week", "properties", ("at",)),
        ),
        groupBy=(ast.Group("type"), ast.Group("id", includeInSelect=False)),
        where=ast.And((condition, ast.Or(()), ast.Not(condition))),
        orderBy=(ast.Order("count", "desc"),),
        notes="why",
        limit=5,
        offset=10,
        jsonValues="native",
    )


def test_members_of_the_second_language_become_a_query(reader: QueryReader) -> None:
    body = {
        "select": [
            {"type": "field", "field": "type", "apply": "lower", "as": "kind"},
            {"type": "aggregation", "aggregation": "count", "field": "type", "apply": "length",
             "where": {"not": CONDITION}, "over": "all", "as": "n"},
            {"type": "aggregation", "aggregation": "count", "within": ["kind"], "as": "m"},
            {"type": "time", "timeUnit": "day", "as": "d"},
            {"type": "bucket", "field": "createdAt", "width": 2, "offset": 1, "as": "b"},
            {"type": "bucket", "field": "properties", "path": ["n"], "edges": [1, 2.5]},
            {"type": "formula", "formula": "n / m", "as": "f"},
            {"type": "rank", "by": "f", "within": ["d"], "direction": "asc", "as": "r"},
        ],
        "groupBy": [
            {"field": "type", "apply": "lower", "top": {"limit": 3, "by": "n", "other": "rest"}}
        ],
        "where": {"condition": {**CONDITION["condition"], "apply": "lower"}},
        "timezone": "Asia/Tokyo",
        "weekStart": "sunday",
        "range": "past 7 days",
        "compare": "previous",
        "fill": True,
        "having": {"condition": {"field": "n", "operator": "gt", "value": 1}},
        "now": "2026-03-01",
    }  # fmt: skip
    assert reader.read(body, EVENTS) == ast.Query(
        select=(
            ast.FieldSelection("type", apply="lower", alias="kind"),
            ast.AggregationSelection(
                "count",
                "type",
                apply="length",
                where=ast.Not(ast.Condition("type", "eq", "x")),
                over="all",
                alias="n",
            ),
            ast.AggregationSelection("count", within=("kind",), alias="m"),
            ast.TimeSelection("day", alias="d"),
            ast.BucketSelection("createdAt", width=2, offset=1, alias="b"),
            ast.BucketSelection("properties", ("n",), edges=(1, 2.5)),
            ast.FormulaSelection("n / m", "f"),
            ast.RankSelection("f", "r", ("d",), "asc"),
        ),
        groupBy=(ast.Group("type", apply="lower", top=ast.Top(3, "n", "rest")),),
        where=ast.Condition("type", "eq", "x", apply="lower"),
        timezone="Asia/Tokyo",
        weekStart="sunday",
        range="past 7 days",
        compare="previous",
        fill=True,
        having=ast.Condition("n", "gt", 1),
        now="2026-03-01",
    )


def test_an_empty_body_and_empty_lists_are_one_query(reader: QueryReader) -> None:
    assert reader.read({}, EVENTS) == ast.Query()
    assert reader.read({"select": [], "groupBy": [], "orderBy": []}, EVENTS) == ast.Query()


def test_a_value_that_is_null_is_told_from_none(reader: QueryReader) -> None:
    condition = {"field": "type", "operator": "eq"}
    given = reader.read({"where": {"condition": {**condition, "value": None}}}, EVENTS)
    absent = reader.read({"where": {"condition": condition}}, EVENTS)
    assert given.where == ast.Condition("type", "eq", None, has_value=True)
    assert absent.where == ast.Condition("type", "eq", None, has_value=False)


@pytest.mark.parametrize(
    ("body", "pointer", "says"),
    [
        ({"selct": []}, "/selct", "did you mean 'select'"),
        ({"select": {}}, "/select", "expected an array"),
        ({"select": None}, "/select", "not null"),
        ({"select": [1]}, "/select/0", "expected an object"),
        ({"select": [{}]}, "/select/0", "'type' is missing"),
        ({"select": [{"type": "tiem"}]}, "/select/0/type", "did you mean 'time'"),
        ({"select": [{"type": "field"}]}, "/select/0", "'field' is missing"),
        ({"select": [{"type": "field", "field": "Type"}]}, "/select/0/field", "'type'"),
        (
            {"select": [{"type": "field", "field": "id", "aggregation": "count"}]},
            "/select/0/aggregation",
            "unknown member",
        ),
        (
            {"select": [{"type": "field", "field": "properties", "path": []}]},
            "/select/0/path",
            "at least 1 item",
        ),
        (
            {"select": [{"type": "field", "field": "properties", "path": [1]}]},
            "/select/0/path/0",
            "expected a string",
        ),
        (
            {"select": [{"type": "field", "field": "properties", "path": ["a"] * 65}]},
            "/select/0/path",
            "at most 64",
        ),
        (
            {"select": [{"type": "aggregation", "aggregation": "cuont"}]},
            "/select/0/aggregation",
            "unknown aggregation 'cuont'; did you mean 'count'",
        ),
        (
            {"select": [{"type": "time", "timeUnit": "weak"}]},
            "/select/0/timeUnit",
            "unknown time unit 'weak'; did you mean 'week'",
        ),
        ({"groupBy": [{"field": "type", "includeInSelect": 1}]}, "/groupBy/0/includeInSelect", ""),
        ({"orderBy": [{"field": "type"}]}, "/orderBy/0", "'direction' is missing"),
        (
            {"orderBy": [{"field": "type", "direction": "ASC"}]},
            "/orderBy/0/direction",
            "did you mean 'asc'",
        ),
        ({"where": []}, "/where", "expected an object, not an array"),
        ({"where": {}}, "/where", "expected one of condition, and, or, not"),
        ({"where": {"and": [], "or": []}}, "/where", "only one of"),
        ({"where": {"nand": []}}, "/where/nand", "did you mean 'and'"),
        ({"where": {"and": [{"condition": {}}]}}, "/where/and/0/condition", "is missing"),
        (
            {"where": {"not": {"condition": {"field": "type", "operator": "equals"}}}},
            "/where/not/condition/operator",
            "unknown operator 'equals'",
        ),
        ({"notes": "x" * 81}, "/notes", "at most 80 characters, not 81"),
        ({"notes": None}, "/notes", "not null"),
        ({"limit": -1}, "/limit", "must be 0 or more"),
        ({"limit": True}, "/limit", "not a boolean"),
        ({"offset": -1}, "/offset", "must be 0 or more"),
        ({"offset": 1.5}, "/offset", "expected an integer"),
        ({"jsonValues": "json"}, "/jsonValues", "expected one of native, text"),
        ({"notes": "\ud83d"}, "/notes", "lone surrogate"),
        ({"limit": 2**63}, "/limit", "64 bits"),
    ],
)
def test_what_breaks_the_schema_is_pointed_at(
    reader: QueryReader, body: Any, pointer: str, says: str
) -> None:
    messages = refusals(reader, body)
    assert says in messages[pointer]


def test_all_that_is_wrong_is_said_at_once(reader: QueryReader) -> None:
    body = {"limit": -1, "selct": [], "where": {"condition": {"field": "x", "operator": "eq"}}}
    assert set(refusals(reader, body)) == {"/limit", "/selct", "/where/condition/field"}


def test_a_whole_number_may_be_written_as_a_fraction(reader: QueryReader) -> None:
    query = reader.read({"limit": 5.0, "offset": 2e1}, EVENTS)
    assert (query.limit, query.offset) == (5, 20)
    assert all(isinstance(number, int) for number in (query.limit, query.offset))


def test_notes_take_80_characters_whatever_their_bytes(reader: QueryReader) -> None:
    assert reader.read({"notes": "😀" * 80}, EVENTS).notes == "😀" * 80


def test_filters_nest_to_the_limit_and_not_beyond(reader: QueryReader) -> None:
    assert reader.read({"where": nested(MAX_FILTER_DEPTH)}, EVENTS).where is not None
    messages = refusals(reader, {"where": nested(MAX_FILTER_DEPTH + 1)})
    [(pointer, message)] = messages.items()
    assert message == f"filters may nest at most {MAX_FILTER_DEPTH} levels deep"
    assert (
        pointer.count("/and/0") + pointer.count("/or/0") + pointer.count("/not") == MAX_FILTER_DEPTH
    )


def test_endless_filters_are_refused_before_anything_follows_them(reader: QueryReader) -> None:
    with pytest.raises(Unprocessable, match="nest at most"):
        reader.read({"where": nested(10_000)}, EVENTS)


def test_a_document_may_be_as_deep_as_an_event_s_below_the_deepest_filter(
    reader: QueryReader,
) -> None:
    def condition(depth: int) -> Any:
        value: Any = {}
        for _ in range(depth - 1):
            value = {"a": value}
        operand = {"path": ["a"], "value": value}
        return {"condition": {"field": "properties", "operator": "eq", "value": operand}}

    assert reader.read({"where": nested(MAX_FILTER_DEPTH, condition(MAX_JSON_DEPTH))}, EVENTS)


def test_a_filter_holds_so_many_conditions_and_no_more(reader: QueryReader) -> None:
    assert reader.read({"where": {"or": [CONDITION] * MAX_FILTER_CONDITIONS}}, EVENTS)
    halves = [{"and": [CONDITION] * 500}, {"or": [CONDITION] * 501}]
    assert refusals(reader, {"where": {"or": halves}}) == {
        "/where": f"a filter may hold at most {MAX_FILTER_CONDITIONS} conditions,"
        f" not {MAX_FILTER_CONDITIONS + 1}"
    }
