"""The demo file and the words that the examples of the contract are written in."""

from datetime import UTC, datetime
from functools import cache
from typing import Any

from evsrv.core.datasets import EVENTS
from evsrv.seeding import PROFILES, generate
from semantics.language import Answer, answer
from semantics.language.zones import as_if_utc
from semantics.model import stored

Json = Any
NOW = as_if_utc(datetime(2026, 4, 1))
COUNT = {"type": "aggregation", "aggregation": "count"}
USERS = {
    "type": "aggregation",
    "aggregation": "countDistinct",
    "field": "userProperties",
    "path": ["userId"],
}


@cache
def demo() -> list[Json]:
    """Return the events of `evsrv seed`."""
    documents = generate(
        events=50_000,
        days=90,
        seed=1,
        until=datetime(2026, 4, 1, tzinfo=UTC),
        profile=PROFILES["site"],
    )
    return [stored(body, "demo") for dataset, body in documents if dataset is EVENTS]


def condition(field: str, operator: str, *value: Json, **more: Json) -> Json:
    operand = {"value": value[0]} if value else {}
    return {"condition": {"field": field, "operator": operator, **operand, **more}}


def time(unit: str) -> Json:
    return {"type": "time", "timeUnit": unit}


def formula(text: str, name: str) -> Json:
    return {"type": "formula", "formula": text, "as": name}


def at(*path: str) -> Json:
    return {"field": "properties", "path": list(path)}


def by_day(rows: list[Json], name: str = "count") -> list[Any]:
    return [(row["createdAt_day"][:10], row[name]) for row in rows]


def ask(query: Json) -> Answer:
    """Return the model's answer on the demo file."""
    return answer(demo(), query, NOW)
