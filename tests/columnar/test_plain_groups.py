"""Plain grouped plans are answered by one statement of a copy exactly as by SQLite."""

from collections.abc import Iterator
from typing import Any

import pytest
from semantics.engine import running

from columnar.both_engines import BothEngines, both_engines
from evsrv.core import datasets

Json = Any
COUNT = {"type": "aggregation", "aggregation": "count"}
VALUE = {"field": "properties", "path": ["v"]}
DAYS = {"type": "time", "timeUnit": "day"}
WEEKS = {"type": "time", "timeUnit": "week"}
VALUES = [2, None, "2", 10, "a", True, 1.5, "true", None, "1.5", "B", -3]
TIMES = [
    "1969-12-30T23:00:00Z",
    "1969-12-31T23:59:59.999Z",
    "1970-01-01T00:00:00Z",
    "2026-03-02T10:00:00Z",
]


@pytest.fixture(scope="module")
def events(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BothEngines]:
    db = tmp_path_factory.mktemp("plain") / "events.db"
    with running(db) as engine:
        space = engine.space(
            {
                "entityType": "event",
                "type": "xY"[number % 2],
                "createdAt": TIMES[number % len(TIMES)],
                "properties": {"v": value, "day": f"{number % 4}", "one": value}
                if number != 7
                else {"v": value, "only": 7},
            }
            for number, value in enumerate(VALUES)
        )
        with both_engines(db, space, datasets.EVENTS) as engines:
            yield engines


def condition(operator: str, *value: Json) -> Json:
    operand = {"path": ["v"], **({"value": value[0]} if value else {})}
    return {"condition": {"field": "properties", "operator": operator, "value": operand}}


@pytest.mark.parametrize("direction", ["asc", "desc"])
def test_groups_sorted_by_values_at_a_path_equal_sqlite(
    events: BothEngines, direction: str
) -> None:
    order = [{**VALUE, "direction": direction}]
    page = events.check_direct({"select": [COUNT], "groupBy": [VALUE], "orderBy": order})
    assert page.rows[-1][0] is None


@pytest.mark.parametrize("operator", ["eq", "neq"])
@pytest.mark.parametrize("value", ["2", "true", "1.5", 2, 1.5, True, None])
def test_strings_find_the_scalars_of_their_text(
    events: BothEngines, operator: str, value: Json
) -> None:
    where = condition(operator, value)
    for one in (where, {"not": where}):
        assert events.check_direct({"select": [COUNT], "groupBy": [VALUE], "where": one}).rows


@pytest.mark.parametrize("unit", [DAYS, WEEKS])
def test_buckets_before_1970_equal_sqlite(events: BothEngines, unit: Json) -> None:
    assert len(events.check_direct({"select": [unit, COUNT]}).rows) >= 2


@pytest.mark.parametrize("limit", [1, 3, 50])
@pytest.mark.parametrize("offset", [0, 2, 50])
def test_totals_of_pages_equal_sqlite(events: BothEngines, limit: int, offset: int) -> None:
    query = {"select": [COUNT], "groupBy": [VALUE], "limit": limit, "offset": offset}
    assert events.check_direct(query).total == 8


def test_percentile_of_one_value_is_that_value(events: BothEngines) -> None:
    at = {"field": "properties", "path": ["only"]}
    select = [{"type": "aggregation", "aggregation": name, **at} for name in ("median", "p95")]
    assert events.check_direct({"select": select}).rows[0][:2] == (7, 7)
