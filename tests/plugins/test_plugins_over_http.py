"""The bundled plugins' terms as clients meet them, and what is left where they are switched off."""

from typing import Any

import pytest
from support.events import (
    aggregation,
    at,
    condition,
    conversation,
    field,
    message,
    negated,
    search,
    time,
)
from support.server import Server, Start, points_at, says

EVENTS = [
    message("a", createdAt="2026-02-14T10:15:30Z", properties={"ms": 10, "note": "Straße"}),
    message("b", createdAt="2026-02-14T10:15:59Z", properties={"ms": 20, "note": "STRASSE"}),
    conversation("c", createdAt="2025-12-31T23:59:59Z", properties={"ms": 40, "note": 12}),
    search("d", createdAt="2026-05-01T00:00:00Z", searchQuery="Reset my password?"),
]
TEXT_MATCH = {
    "contains": ("password", ["d"]),
    "startsWith": ("Reset", ["d"]),
    "endsWith": ("word?", ["d"]),
    "containsIgnoreCase": ("MY PASS", ["d"]),
    "startsWithIgnoreCase": ("rEsEt", ["d"]),
    "endsWithIgnoreCase": ("WORD?", ["d"]),
    "matches": (r"^Reset\b.*\?$", ["d"]),
}
CALENDAR_UNITS = {
    "minute": ["2025-12-31T23:59", "2026-02-14T10:15", "2026-05-01T00:00"],
    "quarter": ["2025-10-01T00:00", "2026-01-01T00:00", "2026-04-01T00:00"],
    "year": ["2025-01-01T00:00", "2026-01-01T00:00"],
}
PERCENTILES = {"median": 20, "p75": 30, "p90": 36, "p95": 38, "p99": 39.6}


@pytest.fixture
async def filled(server: Server) -> Server:
    for event in EVENTS:
        assert (await server.post_event(event))[0] == 200
    return server


@pytest.mark.parametrize(("operator", "expected"), TEXT_MATCH.items())
async def test_text_match_on_a_text_field(filled: Server, operator: str, expected: Any) -> None:
    text, ids = expected
    assert await filled.ids(condition("searchQuery", operator, text)) == ids
    rest = sorted({"a", "b", "c", "d"} - set(ids))
    assert await filled.ids(negated(condition("searchQuery", operator, text))) == rest


@pytest.mark.parametrize("operator", TEXT_MATCH)
async def test_text_match_at_a_path_looks_at_strings_alone(filled: Server, operator: str) -> None:
    exact = operator in ("contains", "startsWith", "endsWith")
    text = {"endsWith": "aße", "endsWithIgnoreCase": "asse", "matches": "^S"}.get(operator, "S")
    found = await filled.ids(at("properties", "note", operator, text))
    assert found == (["a"] if operator == "endsWith" else ["a", "b"])
    if exact:
        assert await filled.ids(at("properties", "note", operator, "strasse")) == []
    assert await filled.ids(at("properties", "note", operator, "1")) == []


@pytest.mark.parametrize(("unit", "starts"), CALENDAR_UNITS.items())
async def test_calendar_units(filled: Server, unit: str, starts: list[str]) -> None:
    rows = await filled.rows({"select": [time(unit), aggregation("count")]})
    assert [row[f"createdAt_{unit}"][:16] for row in rows] == starts
    assert sum(row["count"] for row in rows) == 4


@pytest.mark.parametrize(("name", "number"), PERCENTILES.items())
async def test_percentiles(filled: Server, name: str, number: Any) -> None:
    (row,) = await filled.rows({"select": [aggregation(name, "properties", "ms")]})
    assert row == {f"{name}_properties.ms": pytest.approx(number)}
    assert await filled.rows({"select": [aggregation(name, "type")]}) == [{}]


async def test_an_aggregation_orders_without_being_selected(filled: Server) -> None:
    body = {"groupBy": [{"field": "eventType"}], "select": [aggregation("count")]}
    order = [{"field": "p95_properties.ms", "direction": "desc"}]
    rows = await filled.rows({**body, "orderBy": order})
    assert [row["eventType"] for row in rows] == ["conversation", "message", "search"]


@pytest.mark.parametrize(
    ("body", "pointer", "message"),
    [
        (
            {"where": condition("type", "startWith", "a")},
            "/where/condition/operator",
            "did you mean 'startsWith'?",
        ),
        (
            {"where": condition("type", "contains", 1)},
            "/where/condition/value",
            "expected a string, not a number",
        ),
        (
            {"where": condition("type", "contains", None)},
            "/where/condition/value",
            "expected a string, not null",
        ),
        (
            {"where": condition("createdAt", "contains", "2026")},
            "/where/condition/operator",
            "'contains' does not work on 'createdAt'",
        ),
        (
            {"where": condition("properties", "contains", "a")},
            "/where/condition/value",
            "'contains' needs a path into properties",
        ),
        (
            {"where": condition("type", "matches", "(a")},
            "/where/condition/value",
            "not a regular expression: missing )",
        ),
        (
            {"where": at("properties", "note", "matches", "a" * 1001)},
            "/where/condition/value/value",
            "takes at most 1000 characters, not 1001",
        ),
        ({"select": [time("minutes")]}, "/select/0/timeUnit", "did you mean 'minute'?"),
        (
            {"select": [aggregation("medain", "createdAt")]},
            "/select/0/aggregation",
            "did you mean 'median'?",
        ),
        ({"select": [aggregation("p95")]}, "/select/0", "'p95' needs a field"),
    ],
)
async def test_refusals_know_the_terms(
    server: Server, body: dict[str, Any], pointer: str, message: str
) -> None:
    problem = await server.refused(body)
    assert points_at(problem, pointer)
    assert says(problem, message)


QUERIES = {
    "text_match": [{"where": condition("type", operator, "a")} for operator in TEXT_MATCH],
    "calendar_units": [{"select": [time(unit)]} for unit in CALENDAR_UNITS],
    "percentiles": [{"select": [aggregation(name, "createdAt")]} for name in PERCENTILES],
}


@pytest.mark.parametrize("plugin", QUERIES)
async def test_a_disabled_plugin_is_gone_and_the_others_stay(start: Start, plugin: str) -> None:
    server = await start(disabled_plugins=(plugin,))
    for name, bodies in QUERIES.items():
        for body in bodies:
            status, answer = await server.query(body)
            assert (status, "unknown" in str(answer)) == (
                (422, True) if name == plugin else (200, False)
            )


async def test_without_any_the_contract_is_whole(start: Start) -> None:
    server = await start(disabled_plugins=tuple(QUERIES))
    problem = await server.refused({"where": condition("type", "startsWith", "a")})
    assert "IgnoreCase" not in str(problem)
    assert (await server.post_event(message("a")))[0] == 200
    body = {"select": [time("hour"), aggregation("sum", "createdAt")], "groupBy": [{"field": "id"}]}
    assert len(await server.rows(body)) == 1
    assert await server.rows({"select": [field("id")]}) == [{"id": "a"}]
