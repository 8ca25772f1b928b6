"""Buckets and ranges at every odd change of clocks, without random selection."""

from itertools import count, pairwise
from typing import Any

import pytest

from semantics.budget import SEED
from semantics.engine import Engine, Space
from semantics.language.buckets import UNITS, WEEKDAYS
from semantics.language.comparison import check_answer
from semantics.language.rows import DAY, HOUR, MINUTE, MOMENTS, Moment, random_rows
from semantics.language.zones import local_time, show_start
from semantics.model import EVENTS

Json = Any
COUNT = {"type": "aggregation", "aggregation": "count"}
N = {"field": "properties", "path": ["n"]}
SPANS = {"minute": 40 * MINUTE, "hour": 7 * HOUR, "day": 3 * DAY, "week": 20 * DAY}
SPANS |= {"month": 70 * DAY, "year": 400 * DAY}
PHRASES = ("past 2 {}", "previous 2 {}s", "2 {}s to date", "previous {}", "{} to date")
STEPS = (0, -1, 30 * MINUTE, -HOUR, HOUR, DAY, 20 * DAY)


@pytest.fixture(scope="module")
def space(engine: Engine) -> Space:
    return engine.space(random_rows(EVENTS, SEED, 16))


@pytest.fixture(params=range(len(MOMENTS)), ids=lambda number: MOMENTS[number].zone)
def number(request: pytest.FixtureRequest) -> int:
    """Return the number of a moment."""
    found: int = request.param
    return found


def words(moment: Moment, turn: int) -> Json:
    return {"timezone": moment.zone, "weekStart": WEEKDAYS[turn % len(WEEKDAYS)]}


@pytest.mark.parametrize("unit", SPANS)
def test_filled_buckets_around_change_of_clocks_agree_with_model(
    space: Space, number: int, unit: str
) -> None:
    moment = MOMENTS[number]
    start, end = (
        local_time(moment.zone, moment.instant + side * SPANS[unit]).isoformat(timespec="minutes")
        for side in (-1, 1)
    )
    query = {
        "select": [
            {"type": "time", "timeUnit": unit},
            COUNT,
            {"type": "aggregation", "aggregation": "sum", **N, "over": 2, "as": "pair"},
            {**COUNT, "over": "all", "as": "so_far"},
            {"type": "formula", "formula": "count / hours", "as": "rate"},
        ],
        **words(moment, number),
        "range": f"{start}/{end}",
        "fill": True,
    }
    check_answer(space, query)
    check_answer(space, {**query, "compare": "previous"})
    check_answer(space, {**query, "limit": 2, "offset": 1})
    check_answer(space, {**query, "groupBy": [{"field": "type"}], "fill": False})


def test_phrases_around_change_of_clocks_agree_with_model(space: Space, number: int) -> None:
    moment = MOMENTS[number]
    turns = count(number)
    for unit in UNITS:
        for step in STEPS[:: 1 if unit in ("hour", "day") else 3]:
            turn = next(turns)
            query = {
                "select": [COUNT],
                **words(moment, turn),
                "range": PHRASES[turn % len(PHRASES)].format(unit),
                "compare": ("previous", "1 month", "1 day", "2 hours")[turn % 4],
                "now": show_start(moment.zone, moment.instant + step),
            }
            check_answer(space, query)


def test_intervals_of_days_around_change_of_clocks_agree_with_model(
    space: Space, number: int
) -> None:
    moment = MOMENTS[number]
    days = [
        local_time(moment.zone, moment.instant + step * DAY).date().isoformat()
        for step in (-2, 0, 1, 4)
    ]
    parts = [{"field": "createdAt", "apply": name} for name in ("dayOfMonth", "hourOfDay")]
    for first, last in pairwise(days):
        if first < last:
            query = {"select": [COUNT], "range": f"{first}/{last}", **words(moment, number)}
            check_answer(space, {**query, "compare": "previous"})
            check_answer(space, {**query, "groupBy": parts})
