"""Plans of several tables of groups are answered from a copy exactly as by SQLite."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from semantics.budget import SEED, examples
from semantics.engine import Engine, running
from semantics.language.query_strategies import grouped_queries
from semantics.language.rows import random_rows
from semantics.language.test_features import COUNT, FEATURES, MEAN, NUMBER, TYPE, USERS, VALUE
from semantics.model import CONVERSATIONS, EVENTS, FEEDBACK

from columnar.both_engines import BothEngines, both_engines
from evsrv.columnar import composition
from evsrv.columnar.unsupported import Unsupported
from evsrv.core import datasets
from evsrv.core.errors import Unprocessable
from evsrv.engine.errors import QueryTimeout
from evsrv.plugin.interruption import set_interrupt_check
from evsrv.sqlite.interrupts import Deadline

Json = Any
DAYS = {"type": "time", "timeUnit": "day"}
RANGE = {"range": "2026-02-20/2026-04-10"}
NUMBERS = [1e22, 5, 1e300, -2e-7, "1e+300", "1e5", 100000, "6", "a", "1e+22", None]
"""Of events, in a day each. Two doubles have the text of a string each."""


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, BothEngines]]:
    """Store rows of each dataset, and events with unusual numbers."""
    db = tmp_path_factory.mktemp("copies") / "events.db"
    with running(db) as engine, ExitStack() as opened:
        spaces = {
            "events": (datasets.EVENTS, engine.space(random_rows(EVENTS, SEED, 12))),
            "numbers": (datasets.EVENTS, _space_of_numbers(engine)),
            "users": (datasets.EVENTS, _space_of_users(engine)),
        }
        for dataset, model in (
            (datasets.CONVERSATIONS, CONVERSATIONS),
            (datasets.FEEDBACK, FEEDBACK),
        ):
            rows = random_rows(model, SEED, 12)
            spaces[dataset.name] = (dataset, engine.space_of(model, rows))
        yield {
            name: opened.enter_context(both_engines(db, space, dataset))
            for name, (dataset, space) in spaces.items()
        }


def _space_of_numbers(engine: Engine) -> Any:
    return engine.space(
        {
            "entityType": "event",
            "type": "x",
            "createdAt": f"2026-03-{1 + number:02}T10:00:00Z",
            "properties": {"v": value},
        }
        for number, value in enumerate(NUMBERS)
    )


def _space_of_users(engine: Engine) -> Any:
    """Store events of users and types that differ by case alone."""
    return engine.space(
        {
            "entityType": "event",
            "type": "aA"[number % 2],
            "createdAt": f"2026-03-{1 + number // 2:02}T10:00:00Z",
            "userProperties": {"userId": "uU"[number // 3 % 2]},
        }
        for number in range(20)
    )


@pytest.fixture
def events(engines: Mapping[str, BothEngines]) -> BothEngines:
    return engines["events"]


@examples(60)
@given(data=st.data())
def test_composed_events_equal_sqlite(engines: Any, data: st.DataObject) -> None:
    check(engines["events"], data.draw(grouped_queries(EVENTS)))


@examples(25)
@given(data=st.data())
def test_composed_conversations_equal_sqlite(engines: Any, data: st.DataObject) -> None:
    check(engines["conversations"], data.draw(grouped_queries(CONVERSATIONS)))


@examples(25)
@given(data=st.data())
def test_composed_feedback_equals_sqlite(engines: Any, data: st.DataObject) -> None:
    check(engines["feedback"], data.draw(grouped_queries(FEEDBACK)))


def check(engines: BothEngines, query: Json) -> None:
    """Assert that the copy answers each valid query, and as SQLite does."""
    for form in ("text", "native"):
        try:
            engines.plan(query | {"jsonValues": form})
        except Unprocessable:
            continue
        engines.check(query | {"jsonValues": form})


@pytest.mark.parametrize("words", [RANGE, RANGE | {"timezone": "America/New_York"}])
@pytest.mark.parametrize("feature", FEATURES)
def test_composed_feature_equals_sqlite(events: BothEngines, feature: str, words: Json) -> None:
    events.check(FEATURES[feature] | words)


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin"])
def test_buckets_without_range_equal_sqlite(events: BothEngines, zone: str) -> None:
    for unit in ("day", "month"):
        time = {"type": "time", "timeUnit": unit}
        query = {"select": [time, COUNT, {**USERS, "within": ["type"]}], "groupBy": [TYPE]}
        assert events.check(query | {"timezone": zone}).rows


@pytest.mark.parametrize("direction", ["asc", "desc"])
@pytest.mark.parametrize("form", ["text", "native"])
def test_numbers_with_exponent_are_sorted_as_numbers(
    engines: Mapping[str, BothEngines], direction: str, form: str
) -> None:
    order = [{**VALUE, "direction": direction}]
    query = {"select": [COUNT], "groupBy": [VALUE], "orderBy": order, "jsonValues": form}
    assert len(engines["numbers"].check(query).rows) == len(NUMBERS) - 2 * (form == "text")
    top = {"groupBy": [{**VALUE, "top": {"limit": 6, "other": "1e+300"}}]}
    engines["numbers"].check(query | top)


def test_doubles_outside_of_the_range_leave_texts_texts(
    engines: Mapping[str, BothEngines],
) -> None:
    order = [{**VALUE, "direction": "desc"}]
    query = {"select": [COUNT], "groupBy": [VALUE], "orderBy": order}
    page = engines["numbers"].check(query | {"range": "2026-03-03/2026-03-12"})
    assert [row[0] for row in page.rows[:4]] == ["a", "1e5", "1e+22", "1e+300"]


def test_doubles_of_the_compared_year_are_sorted_as_numbers(
    engines: Mapping[str, BothEngines],
) -> None:
    order = [{**VALUE, "direction": "desc"}]
    query = {"select": [COUNT], "groupBy": [VALUE], "orderBy": order, "compare": "previous"}
    # The doubles with an exponent are in the compared range alone.
    page = engines["numbers"].check(query | {"range": "2026-03-05/2026-03-09"})
    assert page.rows[0][0] == "1e5"
    assert "1e+22" in [row[0] for row in page.rows]


@pytest.mark.parametrize("unit", ["day", "week", "month"])
@pytest.mark.parametrize("compare", ["previous", "1 year", "2 weeks"])
def test_comparison_across_the_end_of_a_year_equals_sqlite(
    events: BothEngines, unit: str, compare: str
) -> None:
    query = {
        "select": [{"type": "time", "timeUnit": unit}, COUNT],
        "range": "2025-12-20/2026-03-20",
        "timezone": "Europe/Berlin",
        "fill": True,
        "compare": compare,
    }
    assert events.check(query).rows


@pytest.mark.parametrize("over", [3, "all"])
def test_moving_windows_tell_users_apart_by_case(
    engines: Mapping[str, BothEngines], over: Json
) -> None:
    page = engines["users"].check(
        {
            "select": [DAYS, {**USERS, "over": over}],
            "groupBy": [TYPE],
            "range": "2026-03-01/2026-03-15",
            "fill": True,
        }
    )
    assert max(row[2] for row in page.rows) == 2


@pytest.mark.parametrize("aggregation", ["avg", "sum", "median"])
def test_overlapping_windows_equal_sqlite(events: BothEngines, aggregation: str) -> None:
    field = {"field": "createdAt"} if aggregation == "median" else NUMBER
    moving = {"type": "aggregation", "aggregation": aggregation, **field}
    query = {
        "select": [DAYS, {**moving, "over": 7, "as": "w"}, {**moving, "over": "all", "as": "all"}],
        "groupBy": [TYPE],
        "fill": True,
        "timezone": "America/Havana",
        **RANGE,
    }
    assert events.check(query).rows


def test_having_and_formulas_over_windows_equal_sqlite(events: BothEngines) -> None:
    users = {**USERS, "over": 3, "as": "lately"}
    page = events.check(
        {
            "select": [
                DAYS,
                COUNT,
                users,
                {"type": "formula", "formula": "count / (lately - hours)", "as": "share"},
            ],
            "having": {"condition": {"field": "share", "operator": "lt", "value": 0}},
            "compare": "previous",
            **RANGE,
        }
    )
    assert page.rows


def test_top_numbers_equal_sqlite(events: BothEngines) -> None:
    key = {"field": "createdAt", "apply": "hourOfDay"}
    for other in ({}, {"other": "x"}):
        top = {"groupBy": [{**key, "top": {"limit": 2, **other}}]}
        assert events.check({"select": [COUNT, MEAN], **top}).rows


def test_only_greatest_groups_leave_copy_for_top_values(events: BothEngines) -> None:
    asked = events.copy.answers
    asked.clear()
    events.check({"select": [COUNT], "groupBy": [{**VALUE, "top": {"limit": 1, "other": "x"}}]})
    assert [len(rows) for rows in asked] == [1, 2]


def test_too_many_groups_are_left_to_sqlite(
    events: BothEngines, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = events.plan({"select": [DAYS, {**COUNT, "within": [], "as": "all"}], **RANGE})
    groups = len(events.composed(plan).rows)
    monkeypatch.setattr(composition, "MAX_GIVEN_ROWS", groups)
    assert len(events.composed(plan).rows) == groups
    monkeypatch.setattr(composition, "MAX_GIVEN_ROWS", groups - 1)
    with pytest.raises(Unsupported, match=f"more than {groups - 1} groups"):
        events.composed(plan)


def test_composition_stops_at_the_deadline(events: BothEngines) -> None:
    plan = events.plan({"select": [DAYS, {**COUNT, "within": [], "as": "all"}], **RANGE})
    events.composed(plan)
    deadline = Deadline(0)
    set_interrupt_check(deadline.may_call_python)
    try:
        with pytest.raises(QueryTimeout), deadline:
            events.composed(plan)
    finally:
        set_interrupt_check(None)
    assert events.composed(plan).rows


def test_all_columns_of_a_plan_are_asked_for_at_once(events: BothEngines) -> None:
    top = {"groupBy": [{**VALUE, "top": {"limit": 2, "other": "x"}}]}
    asked = events.copy.columns
    asked.clear()
    events.check({"select": [COUNT, MEAN], **top})
    assert len(set(asked)) == 1
