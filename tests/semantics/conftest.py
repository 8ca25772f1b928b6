"""Fixtures: for each engine one service and one corpus for all tests of this package."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.engines import MakeDatabase, on_every_engine

from semantics.budget import EXAMPLES, SEED, drawn
from semantics.engine import Engine, Space, running, running_on_postgresql
from semantics.strategies import events

_SUMMARY = pytest.StashKey[list[str]]()
_MIN_ASKED = 500
"""Fewer queries, as of a single test, can be of one kind."""
_MIN_SHARE = 0.95
"""Of the grouped queries, answered by copies."""


def pytest_report_header() -> str:
    return f"semantics: SEMANTICS_SEED={SEED} SEMANTICS_EXAMPLES={EXAMPLES:g}"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    on_every_engine(metafunc)


@pytest.fixture(scope="package")
def engine(make_shared_database: MakeDatabase, request: pytest.FixtureRequest) -> Iterator[Engine]:
    db = make_shared_database("semantics")
    if not isinstance(db, Path):
        with running_on_postgresql(db) as engine:
            yield engine
        return
    with running(db) as engine:
        yield engine
    answers, refusals = engine.answers_of_copies
    asked = answers + refusals.total()
    request.config.stash[_SUMMARY] = [
        f"copies gave {answers} of {asked} answers",
        *(f"{number} not, because {reason}" for reason, number in refusals.most_common()),
    ]
    if asked >= _MIN_ASKED:
        assert answers > _MIN_SHARE * asked, refusals


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    for line in config.stash.get(_SUMMARY, []):
        terminalreporter.write_line(line)


@pytest.fixture(scope="package")
def corpus(engine: Engine) -> Space:
    """Store 200 events with unusual values."""
    return engine.space(drawn(events(), 200))
