import json
import math
import statistics
from fractions import Fraction
from inspect import unwrap
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

PERCENTS = {"median": 50, "p75": 75, "p90": 90, "p95": 95, "p99": 99}


def _percentile(bench: Any, name: str, values: Any) -> Any:
    bench.fill("properties", [json.dumps({"n": value}) for value in values])
    term = bench.vocabulary.aggregates[name]
    return bench.ask("{}", term.render(bench.path("n")))[0]


def _model(percent: int, numbers: Any) -> Any:
    ordered = sorted(numbers)
    place = Fraction(percent, 100) * (len(ordered) - 1)
    low, high = ordered[math.floor(place)], ordered[math.ceil(place)]
    return Fraction(low) + (Fraction(high) - Fraction(low)) * (place - math.floor(place))


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("median", [3, 1, 2], 2),
        ("median", [4, 1, 2, 3], 2.5),
        ("median", [1, 3], 2.0),
        ("p75", [1, 2, 3, 4], 3.25),
        ("p90", [*range(11)], 9),
        ("p95", [10, 20], 19.5),
        ("p99", [7], 7),
        ("p99", [*range(101)], 99),
        ("median", ["12", "3.5", "x", "", None, True, [9], {"a": 9}, 1], 3.5),
        ("median", [2**53 + 1, 0, 2**60], 2**53 + 1),
        ("median", [2**62 + 1, 2**62 + 1], 2**62 + 1),
        ("median", [-1.7e308, 1.7e308], 0.0),
    ],
)
def test_values(bench: Any, name: str, values: list[Any], expected: Any) -> None:
    found = _percentile(bench, name, values)
    assert (found, type(found)) == (expected, type(expected))


@pytest.mark.parametrize("count", [1, 3, 4, 5, 8, 9, 31, 64])
def test_numbers_of_several_sorted_runs_give_the_same(
    bench: Any, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    module = unwrap(bench.vocabulary.aggregates["p90"].render).__globals__
    monkeypatch.setitem(module, "_RUN_NUMBERS", 4)
    numbers = [number * 37 % 101 for number in range(count)]
    assert _percentile(bench, "p90", numbers) == pytest.approx(float(_model(90, numbers)))


@pytest.mark.parametrize("name", PERCENTS)
@pytest.mark.parametrize("values", [[], [None], ["x", True, "Infinity", "1e5"]])
def test_no_number_is_null(bench: Any, name: str, values: list[Any]) -> None:
    assert _percentile(bench, name, values) is None


NUMBERS = st.integers(-(2**53), 2**53) | st.floats(-1e9, 1e9).filter(
    lambda n: n == 0 or abs(n) > 1e-9
)


@settings(deadline=None)
@given(st.sampled_from(sorted(PERCENTS)), st.lists(NUMBERS, min_size=1, max_size=30))
def test_as_postgresql_defines_it(bench: Any, name: str, numbers: Any) -> None:
    expected = _model(PERCENTS[name], numbers)
    assert _percentile(bench, name, numbers) == pytest.approx(float(expected), rel=1e-12, abs=1e-12)


@settings(deadline=None)
@given(st.lists(st.integers(-(2**53), 2**53), min_size=1, max_size=20))
def test_the_median_is_the_median(bench: Any, numbers: Any) -> None:
    assert _percentile(bench, "median", numbers) == statistics.median(numbers)


def test_each_group_has_its_own(bench: Any) -> None:
    bench.fill("properties", ['{"g":1,"n":1}', '{"g":2,"n":5}', '{"g":1,"n":3}', '{"g":3}'])
    median = bench.vocabulary.aggregates["median"].render(bench.path("n"))
    rows = bench.connection.execute(
        f"select properties ->> 'g', {median.text} from events as e group by 1 order by 1",
        median.parameters,
    ).fetchall()
    assert rows == [(1, 2.0), (2, 5), (3, None)]
