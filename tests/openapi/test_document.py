"""The document is valid, complete, and says what this server with these plugins takes."""

import json
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator
from support.events import all_of, at, condition, field

from evsrv.app import load_vocabulary
from evsrv.builtin import PLUGINS
from evsrv.config import Settings
from evsrv.core.error_codes import ErrorCode
from evsrv.openapi import describe_api
from evsrv.plugin import (
    Aggregate,
    DerivedField,
    FixedLength,
    Function,
    Kind,
    Operator,
    TimeUnit,
    bind,
    hookimpl,
    sql,
)
from evsrv.plugin.vocabulary import collect
from openapi.reading import component, operations, resolved, walk

UNDESCRIBED = {"/openapi.json", "/docs"}
"""The description itself."""


class Extra:
    """A plugin with one term of each kind."""

    @hookimpl
    def evsrv_filter_operators(self):
        tree = {
            "$ref": "#/$defs/node",
            "$defs": {"node": {"type": "array", "items": {"$ref": "#/$defs/node"}}},
        }
        return [
            Operator(
                name="soundsLike",
                summary="sounds like | this",
                operands={
                    Kind.TEXT: {"type": "string", "minLength": 2},
                    Kind.TIME: {"type": "string", "format": "timestamp"},
                    Kind.PATH: tree,
                },
                render=lambda value, operand: sql("{} = {}", value.plain, bind(operand)),
            )
        ]

    @hookimpl
    def evsrv_aggregates(self):
        return [
            Aggregate(
                name="longest",
                summary="the longest text",
                takes=Kind.TEXT,
                render=lambda value: sql("max({})", value.text),
            )
        ]

    @hookimpl
    def evsrv_time_units(self):
        return [
            TimeUnit(name="shift", summary="eight hours", fixed_length=FixedLength(8 * 3_600_000))
        ]

    @hookimpl
    def evsrv_functions(self):
        return [
            Function(
                name=name, summary=name, takes=takes, gives=gives, render=lambda value: value.text
            )
            for name, takes, gives in (
                ("hourIn", Kind.TIME, Kind.NUMBER),
                ("folded", Kind.TEXT | Kind.PATH, Kind.TEXT),
                ("size", Kind.TEXT | Kind.PATH, Kind.NUMBER),
            )
        ]

    @hookimpl
    def evsrv_fields(self):
        return [
            DerivedField(
                name="person",
                kind=Kind.TEXT,
                summary="somebody",
                render=lambda row: row.value("userProperties").at("id").text,
            )
        ]


def described(*plugins: object, **settings: Any) -> Any:
    vocabulary = collect({f"plugin{number}": plugin for number, plugin in enumerate(plugins)})
    return describe_api(vocabulary, Settings(**settings))


@pytest.fixture(scope="module")
def extended() -> Any:
    return described(*PLUGINS.values(), Extra())


def check_valid(document: Any) -> None:
    assert [str(error) for error in OpenAPIV31SpecValidator(document).iter_errors()] == []
    for node in walk(document):
        if "$ref" in node:
            assert resolved(document, {"$ref": node["$ref"]}) is not None


def test_it_is_valid(document: Any):
    check_valid(document)
    assert document["openapi"].startswith("3.1")


@pytest.mark.parametrize("plugins", [(), (Extra(),)], ids=["no plugin", "one plugin"])
def test_it_is_valid_whatever_the_plugins_are(plugins: Any):
    check_valid(described(*plugins))


def test_it_has_no_name_of_ours_that_nobody_else_knows(document: Any):
    text = json.dumps(document)
    assert "urn:evsrv" not in text
    assert '"format": "timestamp' not in text


async def test_it_describes_every_route(server: Any, document: Any):
    routes = {
        f"{route.method} {route.resource.canonical}"
        for route in server.client.app.router.routes()
        if route.method != "HEAD"
    }
    undescribed = {
        label
        for label in routes
        if label.split()[1] in UNDESCRIBED or label.startswith("GET /docs/")
    }
    assert routes - undescribed == {operation.label for operation in operations(document)}


async def test_it_is_served_without_a_key(server: Any, document: Any):
    reply = await server.with_key(None).send("GET", "/openapi.json")
    assert (reply.status, reply.headers["Content-Type"]) == (200, "application/json")
    assert reply.json == json.loads(json.dumps(document))


async def test_it_is_of_the_running_server(start: Any):
    server = await start(disabled_plugins=("text_match",), max_page_size=77, page_size=7)
    schemas = (await server.send("GET", "/openapi.json")).json["components"]["schemas"]
    assert "contains" not in schemas["Operator"]["enum"]
    assert schemas["PropertyValues"]["properties"]["limit"]["maximum"] == 77


def test_it_names_every_term(document: Any):
    vocabulary = load_vocabulary(Settings())
    schemas = document["components"]["schemas"]
    for name, terms in (
        ("Operator", vocabulary.operators),
        ("Aggregation", vocabulary.aggregates),
        ("TimeUnit", vocabulary.time_units),
        ("Function", vocabulary.functions),
    ):
        assert schemas[name]["enum"] == sorted(terms)
        for term in terms.values():
            assert f"`{term.name}`" in schemas[name]["description"]


def test_a_plugins_terms_appear_by_themselves(extended: Any):
    schemas = extended["components"]["schemas"]
    assert "soundsLike" in schemas["Operator"]["enum"]
    assert "| `soundsLike` | sounds like \\| this |" in schemas["Operator"]["description"]
    assert "longest" in schemas["Aggregation"]["enum"]
    assert "shift" in schemas["TimeUnit"]["enum"]


def applied(name: str, function: str, operator: str, value: Any) -> Any:
    """Return a condition on a function of a field."""
    of_field = condition(name, operator, value)["condition"]
    return {"condition": {**of_field, "apply": function}}


@pytest.mark.parametrize(
    ("where", "good"),
    [
        (condition("type", "soundsLike", "ab"), True),
        (condition("type", "soundsLike", "a"), False),
        (condition("type", "soundsLike"), False),
        (condition("createdAt", "soundsLike", "2026-03-02T10:00+23"), True),
        (condition("createdAt", "soundsLike", "2026-03-02T10:00+24:00"), False),
        (condition("createdAt", "soundsLike", "2024-02-29"), True),
        (condition("createdAt", "soundsLike", "2026-02-29"), False),
        (condition("createdAt", "soundsLike", "yesterday"), False),
        (at("properties", "a", "soundsLike", [[], [[]]]), True),
        (at("properties", "a", "soundsLike", [1]), False),
        (condition("properties", "soundsLike", []), False),
        (condition("type", "isNull"), True),
        (condition("type", "isNull", 1), False),
        (at("properties", "a", "isNull"), True),
        (at("properties", [], "gt", 1), False),
        (condition("type", "jsonHasKey", "a"), False),
        (condition("properties", "eq", {"any": ["thing"]}), True),
        (all_of(condition("type", "eq", "a"), {"not": {"or": []}}), True),
        ({"and": [], "or": []}, False),
        (applied("createdAt", "hourIn", "gte", 18), True),
        (applied("createdAt", "hourIn", "gte", "18"), False),
        (applied("createdAt", "folded", "eq", "a"), False),
        (applied("searchQuery", "folded", "eq", "a"), True),
        (applied("searchQuery", "size", "contains", "a"), False),
        (applied("properties", "folded", "eq", {"path": ["page"], "value": "a.example"}), True),
        (applied("properties", "folded", "eq", "a.example"), False),
        (condition("person", "soundsLike", "ab"), True),
    ],
)
def test_conditions_are_as_exact_as_the_server(extended: Any, where: Any, good: bool):
    assert component(extended, "EventsFilter").is_valid(where) is good


def aggregated(name: str, **members: Any) -> Any:
    return {"select": [{"type": "aggregation", "aggregation": name, **members}]}


def ordered(*fields: str, **query: Any) -> Any:
    return {**query, "orderBy": [{"field": field, "direction": "asc"} for field in fields]}


def ordered_by(field: str, *path: str, **query: Any) -> Any:
    return {**query, "orderBy": [{"field": field, "path": list(path), "direction": "asc"}]}


def by_day(*selections: Any, **members: Any) -> Any:
    select = [{"type": "time", "timeUnit": "day"}, *selections]
    return {"select": select, "range": "past 7 days", **members}


def grouped(name: str, **members: Any) -> Any:
    return {"groupBy": [{"field": name, **members}]}


SUMMARY = aggregated("count")
COUNT = {"type": "aggregation", "aggregation": "count"}
FORMULA = {"type": "formula", "formula": "count / hours", "as": "rate"}
BUCKET = {"type": "bucket", "field": "properties", "path": ["a"]}


@pytest.mark.parametrize(
    ("query", "good"),
    [
        ({}, True),
        ({"select": [], "groupBy": [], "orderBy": []}, True),
        ({"select": [field("type"), field("properties", "a", "b")]}, True),
        ({"select": [field("type", "a")]}, False),
        ({"select": [{**field("type"), "kind": 1}]}, False),
        ({"select": [field("type"), *SUMMARY["select"]]}, False),
        ({"select": [field("type"), *SUMMARY["select"]], "groupBy": [{"field": "type"}]}, True),
        ({"groupBy": [{"field": "createdAt", "path": ["a"]}]}, False),
        (SUMMARY, True),
        (aggregated("sum"), False),
        (aggregated("sum", field="createdAt"), True),
        (aggregated("longest", field="type"), True),
        (aggregated("longest", field="createdAt"), False),
        (aggregated("longest", field="properties", path=["a"]), False),
        ({"select": [{"type": "time", "timeUnit": "shift"}]}, True),
        ({"select": [{"type": "time", "timeUnit": "shift", "path": ["a"]}]}, False),
        (ordered("type", "properties.a b", "userProperties"), True),
        (ordered("count"), False),
        (ordered("count", "sum_properties.a", "longest_type", "createdAt_week", **SUMMARY), True),
        (ordered("longest_createdAt", **SUMMARY), False),
        (ordered("sum", **SUMMARY), False),
        (ordered_by("properties", "a.b"), True),
        (ordered_by("properties"), False),
        (ordered_by("type", "a"), False),
        (ordered_by("sum_properties", "a"), False),
        (ordered_by("sum_properties", "a", **SUMMARY), True),
        (ordered_by("longest_properties", "a", **SUMMARY), False),
        (by_day({**COUNT, "as": "x", "over": 7}), True),
        (by_day({**COUNT, "over": 7}), False),
        (by_day({**COUNT, "as": "x", "over": 1}), False),
        (by_day({**COUNT, "as": "x", "over": "all", "where": condition("type", "isNull")}), True),
        (by_day({**COUNT, "as": "x", "over": 7, "within": []}), False),
        (by_day(FORMULA, compare="previous", fill=True), True),
        (by_day(FORMULA, compare="before"), False),
        (by_day({"type": "formula", "formula": "count"}), False),
        (by_day({"type": "rank", "by": "count", "within": [], "as": "x"}), True),
        (by_day({**BUCKET, "width": 5, "offset": 1}), True),
        (by_day({**BUCKET, "edges": [1, 2]}), True),
        (by_day(BUCKET), False),
        (by_day({**BUCKET, "width": 5, "edges": [1]}), False),
        (by_day({**BUCKET, "edges": [1], "offset": 1}), False),
        (ordered("x", **by_day({**COUNT, "as": "x"})), True),
        (ordered("x", **by_day(COUNT)), False),
        (ordered("compared_count", **by_day(COUNT, compare="1 year")), True),
        (ordered("createdAt_hourIn", **grouped("createdAt", apply="hourIn")), True),
        (grouped("createdAt", apply="folded"), False),
        (grouped("searchQuery", apply="folded", top={"limit": 3, "other": "rest"}), True),
        (grouped("properties", path=["page"], apply="folded"), True),
        (grouped("properties", apply="folded"), False),
        (grouped("person"), True),
        (aggregated("avg", field="searchQuery", apply="size"), True),
        (aggregated("avg", field="properties", path=["a"], apply="size"), True),
        (aggregated("avg", apply="size"), False),
        ({"range": "previous month", "timezone": "Europe/Berlin"}, True),
        ({"range": "last month"}, False),
        ({"range": "2026-03-01/2026-04-01T12:00+02:00", "now": "2026-03-01"}, True),
        ({"timezone": "Europe/Berln"}, False),
        ({"timezone": "+02:00"}, False),
        ({"range": "previous month", "fill": True}, False),
        ({"having": condition("count", "gt", 1)}, False),
        (by_day(COUNT, having=condition("count", "gt", 1)), True),
        ({"limit": 0}, True),
        ({"limit": 2**63}, False),
        ({"notes": "x" * 81}, False),
    ],
)
def test_queries_are_told_apart(extended: Any, query: Any, good: bool):
    assert component(extended, "EventsQuery").is_valid(query) is good


def test_pages_have_the_servers_limits():
    document = described(page_size=5, max_page_size=50)
    post = document["paths"]["/query/events"]["post"]
    limits = post["requestBody"]["content"]["application/json"]["schema"]["allOf"][1]
    assert limits == {"properties": {"limit": {"maximum": 50, "default": 5}}}
    assert post["parameters"][0]["schema"]["maximum"] == 50


def test_every_error_code_has_a_response_with_its_status_and_meaning(document: Any):
    described = {}
    for response in document["components"]["responses"].values():
        media = response["content"]["application/problem+json"]
        known = media["schema"]["allOf"][1]["properties"]
        described[known["code"]["const"]] = (known["status"]["const"], response["description"])
    assert described == {code.value: (code.status, code.meaning) for code in ErrorCode}
    assert document["components"]["schemas"]["Code"]["enum"] == list(described)


def test_every_answer_names_its_request(document: Any):
    for operation in operations(document):
        for response in operation.description["responses"].values():
            assert "X-Request-ID" in resolved(document, response)["headers"]
