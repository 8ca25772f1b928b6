"""The arithmetic of the benchmark, and its report."""

from typing import Any

import pytest
from benchmark.figures import Figures, interleave, timed
from benchmark.report import Check, Column, Report, Section, Table


def test_figures_ratio_is_the_median_of_the_ratios_of_rounds() -> None:
    figures = Figures({"one": (10.0, 30.0, 100.0), "other": (1.0, 10.0, 20.0)})
    assert figures.median("one") == 30
    assert figures.median("other") == 10
    assert figures.ratio("one", "other") == 5
    assert figures.ratio("other", "one") == pytest.approx(0.2)


def test_figures_median_of_two_rounds_is_their_mean() -> None:
    figures = Figures({"one": (1.0, 3.0), "other": (1.0, 1.0)})
    assert figures.median("one") == figures.ratio("one", "other") == 2


def test_figures_of_rounds_group_by_rival() -> None:
    figures = Figures.of_rounds([{"a": 1.0, "b": 2.0}, {"a": 3.0, "b": 4.0}])
    assert figures == Figures({"a": (1.0, 3.0), "b": (2.0, 4.0)})


def test_interleave_begins_each_round_with_another_rival() -> None:
    calls = []

    def rival(name: str) -> Any:
        def figure() -> float:
            calls.append(name)
            return float(len(calls))

        return figure

    figures = interleave({name: rival(name) for name in "abc"}, 3)
    assert "".join(calls) == "abcbcacab"
    assert figures.by_rival == {"a": (1.0, 6.0, 8.0), "b": (2.0, 4.0, 9.0), "c": (3.0, 5.0, 7.0)}


def test_timed_repeats_only_short_work(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    length = 0.0
    times = 0

    def work() -> None:
        nonlocal now, times
        times += 1
        now += length

    monkeypatch.setattr("benchmark.figures.time.perf_counter", lambda: now)
    for length, expected in ((0.25, 4), (1.0, 1), (8.0, 1)):
        times = 0
        assert timed(work, min_seconds=1.0)() == 1000 * length
        assert times == expected


@pytest.mark.parametrize(
    ("found", "at_most", "reached"),
    [(1.1, True, True), (1.11, True, False), (1.1, False, True), (1.09, False, False)],
)
def test_check_compares_figure_with_target(found: float, at_most: bool, reached: bool) -> None:
    assert Check("it", 1.1, found, at_most).reached is reached


def test_report_renders_as_markdown_and_json() -> None:
    section = Section(
        "Part",
        "Words.",
        [Table([Column("name"), Column("ms", ".1f"), Column("ratio")], [["a", 1.25, None]])],
        [Check("a: ratio", 2, 3.0)],
    )
    report = Report([("command", "bench")], [section])
    assert report.markdown() == (
        "- command: bench\n\n### Part\n\nWords.\n\n"
        "| name | ms | ratio |\n| --- | --- | --- |\n| a | 1.2 |  |\n\n"
        "### Targets\n\n"
        "| target | wanted | found | reached |\n| --- | --- | --- | --- |\n"
        "| a: ratio | at least 2.00 | 3.00 | yes |"
    )
    (found,) = report.as_json()["sections"]
    assert found["tables"][0]["rows"] == [["a", 1.25, None]]
    assert found["checks"][0]["reached"] is True
