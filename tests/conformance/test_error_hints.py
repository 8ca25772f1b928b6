"""Section 6: errors that name the term or the form that is meant."""

from typing import Any

import pytest
import pytest_asyncio
from support.engines import needs_terms
from support.events import aggregation, ascending, condition, field, group, message, time
from support.server import Server

from conformance.problems import assert_problem

pytestmark = pytest.mark.asyncio(loop_scope="session")

PLAN = 'write {"field": "properties", "path": ["plan"]}'
PLAN_IN_CONDITION = (
    'write {"field": "properties", "operator": ..., "value": {"path": ["plan"], "value": ...}}'
)
BARE = {"field": "type", "operator": "eq", "value": "sent"}
WRAPPED = 'wrap it in {"condition": ...}: {"condition": {"field": "type", "operator": "eq"'


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def space(shared_server: Server) -> Server:
    return await shared_server.space("hints", [message("a")])


async def messages(space: Server, body: Any, path: str = "/query/events") -> dict[str, str]:
    """Send an invalid query and return the messages of its problem by pointer."""
    reply = await space.send("POST", path, body)
    assert_problem(reply, 422, path)
    return {issue["pointer"]: issue["message"] for issue in reply.json["errors"]}


@pytest.mark.parametrize(
    ("body", "pointer", "form"),
    [
        pytest.param({"select": [field("properties.plan")]}, "/select/0/field", PLAN, id="select"),
        pytest.param(
            {"select": [aggregation("sum", "properties.plan")]},
            "/select/0/field",
            PLAN,
            id="aggregation",
        ),
        pytest.param(
            {"select": [time("day", "properties.plan")]}, "/select/0/field", PLAN, id="time"
        ),
        pytest.param({"groupBy": [group("properties.plan")]}, "/groupBy/0/field", PLAN, id="group"),
        pytest.param(
            {"where": condition("properties.plan", "eq", "pro")},
            "/where/condition/field",
            PLAN_IN_CONDITION,
            id="condition",
        ),
        pytest.param(
            {"where": {"and": [{"not": condition("properties->>'plan'", "eq", 1)}]}},
            "/where/and/0/not/condition/field",
            PLAN_IN_CONDITION,
            id="condition-in-sql",
        ),
        pytest.param(
            {"select": [field("properties['a.b'].c")]},
            "/select/0/field",
            '"path": ["a.b", "c"]',
            id="in-brackets",
        ),
        pytest.param(
            {"select": [field("user_properties.plan")]},
            "/select/0/field",
            '{"field": "userProperties", "path": ["plan"]}',
            id="with-underscore",
        ),
        pytest.param({"select": [field("plan")]}, "/select/0/field", PLAN, id="key-alone"),
        pytest.param(
            {"groupBy": [group("userId")]},
            "/groupBy/0/field",
            '{"field": "userProperties", "path": ["userId"]}',
            id="user-id",
        ),
        pytest.param(
            {"groupBy": [group("type")], "orderBy": ascending("properties.plan")},
            "/orderBy/0/field",
            'add {"field": "properties", "path": ["plan"]} to groupBy',
            id="orderBy-of-groups",
        ),
        pytest.param({"orderBy": ascending("plan")}, "/orderBy/0/field", PLAN, id="orderBy"),
    ],
)
async def test_dotted_field_is_answered_with_path(
    space: Server, body: Any, pointer: str, form: str
) -> None:
    assert form in (await messages(space, body))[pointer]


async def test_dotted_field_of_discovery_is_answered_with_key(space: Server) -> None:
    body = {"field": "properties.plan", "key": "x"}
    found = await messages(space, body, "/query/property-values")
    assert '{"field": "properties", "key": "plan"}' in found["/field"]


@pytest.mark.parametrize(
    ("where", "pointer", "says"),
    [
        pytest.param(BARE, "/where", WRAPPED, id="bare"),
        pytest.param({"and": [BARE]}, "/where/and/0", WRAPPED, id="bare-in-and"),
        pytest.param({"not": BARE}, "/where/not", WRAPPED, id="bare-in-not"),
        pytest.param({"type": "sent"}, "/where/type", '{"condition": {"field"', id="shorthand"),
        pytest.param([condition("type", "eq", "a")], "/where", '{"and": [...]}', id="array"),
        pytest.param({"$and": []}, "/where/$and", "did you mean 'and'?", id="and-of-another-api"),
        pytest.param(
            {"condition": {"field": "properties", "operator": "eq", "path": ["a"], "value": 1}},
            "/where/condition/path",
            '"value": {"path": [...], "value": ...}',
            id="path-beside-value",
        ),
    ],
)
async def test_filter_of_another_form_is_answered_with_right_one(
    space: Server, where: Any, pointer: str, says: str
) -> None:
    found = await messages(space, {"where": where})
    assert list(found) == [pointer]
    assert says in found[pointer]


OPERATORS = {
    "eq": ["=", "==", "===", "equals", "equal", "is", "exact", "$eq", "EQ", "_eq"],
    "neq": ["!=", "<>", "ne", "not_equals", "isNot", "is_not"],
    "gt": [">", "greater_than", "after"],
    "gte": [">=", "ge", "since", "greaterThanOrEqual"],
    "lt": ["<", "lessThan", "before"],
    "lte": ["<=", "le", "until"],
    "in": ["IN", "one_of", "any_of"],
    "notIn": ["not in", "not_in", "nin", "none_of"],
    "isNull": ["is null", "IS NULL", "is_null", "notSet", "missing"],
    "isNotNull": ["is not null", "exists", "is_set", "isSet"],
    "contains": ["like", "LIKE", "includes"],
    "containsIgnoreCase": ["ilike", "icontains"],
    "matches": ["regex", "regexp", "~", "=~", "rlike"],
    "startsWith": ["starts_with", "prefix", "begins_with"],
    "jsonContains": ["@>", "cs"],
    "jsonContainedBy": ["<@", "cd"],
    "jsonHasKey": ["?", "hasKey"],
    "jsonHasAnyKey": ["?|"],
    "jsonHasAllKeys": ["?&"],
}


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=needs_terms(name) if name == "matches" else ())
        for name in OPERATORS
    ],
)
async def test_operator_of_another_language_is_answered_with_its_name(
    space: Server, name: str
) -> None:
    for word in OPERATORS[name]:
        found = await messages(space, {"where": condition("type", word, "a")})
        message = found["/where/condition/operator"]
        assert message.startswith(f"unknown operator {word!r}; did you mean {name!r}"), message


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("between", "write two conditions, with gte and lt"),
        ("not_contains", 'write {"not": {"condition": ...}} around the operator \'contains\''),
        ("notLike", "around the operator 'contains'"),
        ("contains_not", "around the operator 'contains'"),
        pytest.param("!~", "around the operator 'matches'", marks=needs_terms("matches")),
        ("and", 'it joins filters: {"and": [...]}'),
        ("soundex", "expected one of arrayContains, contains"),
    ],
)
async def test_operator_without_counterpart_is_answered_with_form(
    space: Server, word: str, says: str
) -> None:
    found = await messages(space, {"where": condition("type", word, "a")})
    assert says in found["/where/condition/operator"]


@pytest.mark.parametrize(
    ("word", "name"),
    [
        *((word, "countDistinct") for word in ("uniq", "count_distinct", "unique", "dau")),
        *((word, "avg") for word in ("average", "mean", "AVG")),
        *((word, "count") for word in ("total", "COUNT", "rows")),
        ("maximum", "max"),
        ("percentile", "median"),
    ],
)
async def test_aggregation_of_another_language_is_answered_with_its_name(
    space: Server, word: str, name: str
) -> None:
    found = await messages(space, {"select": [aggregation(word, "id")]})
    assert f"did you mean {name!r}" in found["/select/0/aggregation"]


@pytest.mark.parametrize(
    ("word", "name"),
    [("hours", "hour"), ("hourly", "hour"), ("daily", "day"), ("1d", "day"), ("WEEK", "week"),
     ("weekly", "week"), ("isoWeek", "week"), ("months", "month"), ("monthly", "month")],
)  # fmt: skip
async def test_time_unit_of_another_language_is_answered_with_its_name(
    space: Server, word: str, name: str
) -> None:
    found = await messages(space, {"select": [time(word)]})
    assert f"did you mean {name!r}?" in found["/select/0/timeUnit"]


@pytest.mark.parametrize(
    ("body", "pointer", "says"),
    [
        ({"filter": {}}, "/filter", "did you mean 'where'?"),
        ({"group_by": []}, "/group_by", "did you mean 'groupBy'?"),
        ({"breakdowns": []}, "/breakdowns", "did you mean 'groupBy'?"),
        ({"measures": []}, "/measures", "did you mean 'select'?"),
        ({"sort": []}, "/sort", "did you mean 'orderBy'?"),
        ({"page_size": 5}, "/page_size", "did you mean 'limit'?"),
        ({"skip": 5}, "/skip", "did you mean 'offset'?"),
        ({"date_from": "-7d"}, "/date_from", '"range": "2026-03-01/2026-04-01"'),
        ({"dateRange": "-7d"}, "/dateRange", "did you mean 'range'?"),
        ({"timeZone": "UTC"}, "/timeZone", "did you mean 'timezone'?"),
        ({"tz": "UTC"}, "/tz", "did you mean 'timezone'?"),
        ({"compareTo": "previous"}, "/compareTo", "did you mean 'compare'?"),
        ({"formula": "a / b"}, "/formula", '{"type": "formula"'),
        ({"interval": "day"}, "/interval", '{"type": "time", "timeUnit": "day"}'),
        ({"select": ["type"]}, "/select/0", 'write {"type": "field", "field": "type"}'),
        ({"groupBy": ["type"]}, "/groupBy/0", 'write {"field": "type"}'),
        ({"orderBy": ["type"]}, "/orderBy/0", '"direction": "asc"'),
        ({"select": [{"aggregation": "count"}]}, "/select/0", 'add "type": "aggregation"'),
        (
            {"select": [{**field("properties"), "path": "plan"}]},
            "/select/0/path",
            'write ["plan"]',
        ),
        (
            {"select": [{**time("day"), "timezone": "Europe/Vienna"}]},
            "/select/0/timezone",
            '"timezone" holds for the whole query',
        ),
        (
            {"groupBy": [{**group("type"), "timeZone": "Europe/Vienna"}]},
            "/groupBy/0/timeZone",
            '"timezone" holds for the whole query',
        ),
        (
            {"groupBy": [{**group("type"), "dateRange": "past 7 days"}]},
            "/groupBy/0/dateRange",
            '"range" holds for the whole query',
        ),
        (
            {"groupBy": [{**group("createdAt"), "interval": "day"}]},
            "/groupBy/0/interval",
            '{"type": "time", "timeUnit": "day"}',
        ),
        (
            {"groupBy": [{**group("type"), "as": "kind"}]},
            "/groupBy/0/as",
            '{"type": "field", "field": ..., "as": ...}',
        ),
        (
            {"select": [{**aggregation("count"), "alias": "n"}]},
            "/select/0/alias",
            "did you mean 'as'?",
        ),
        ({"select": [{"formula": "a", "as": "b"}]}, "/select/0", 'add "type": "formula"'),
        ({"select": [field("timestamp")]}, "/select/0/field", "did you mean 'createdAt'?"),
        ({"select": [field("event")]}, "/select/0/field", "did you mean 'type'?"),
    ],
)
async def test_member_of_another_api_is_answered_with_its_name(
    space: Server, body: Any, pointer: str, says: str
) -> None:
    assert says in (await messages(space, body))[pointer]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"foo": 1}, "/foo"),
        ({"select": [{**time("day"), "foo": 1}]}, "/select/0/foo"),
    ],
)
async def test_unrelated_member_is_answered_with_list_of_known_ones(
    space: Server, body: Any, pointer: str
) -> None:
    found = (await messages(space, body))[pointer]
    assert "did you mean" not in found
    assert "expected one of" in found


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("2026-02-30", "there is no day 2026-02-30"),
        ("2026-03-02T24:00:00Z", "there is no time 24:00:00"),
        ("2026-03-02T10:00:00+24:00", "there is no offset +24:00"),
    ],
)
async def test_time_that_does_not_exist_is_answered_with_its_part(
    space: Server, text: str, says: str
) -> None:
    found = await messages(space, {"where": condition("createdAt", "gte", text)})
    assert says in found["/where/condition/value"]
    reply = await space.send("POST", "/events", message("never", createdAt=text))
    assert_problem(reply, 422, "/events")
    [issue] = reply.json["errors"]
    assert issue["pointer"] == "/createdAt"
