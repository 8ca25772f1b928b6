"""Fixtures: one service and one corpus for all tests of this package."""

from collections.abc import Iterator

import pytest

from semantics.budget import EXAMPLES, SEED, drawn
from semantics.engine import Engine, Space, running
from semantics.strategies import events


def pytest_report_header() -> str:
    return f"semantics: SEMANTICS_SEED={SEED} SEMANTICS_EXAMPLES={EXAMPLES:g}"


@pytest.fixture(scope="package")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with running(tmp_path_factory.mktemp("semantics") / "events.db") as engine:
        yield engine


@pytest.fixture(scope="package")
def corpus(engine: Engine) -> Space:
    """Store 200 events with unusual values."""
    return engine.space(drawn(events(), 200))
