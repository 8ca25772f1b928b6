"""Paths through the page: each passes, and fails if the page is broken where the path looks."""

from pathlib import Path

import pytest
from support.server import Server

from page.path_driver import PATHS, PathDriver

pytestmark = pytest.mark.asyncio(loop_scope="session")

FAILURES = ("AssertionError", "TimeoutError")
"""Of a path that looked at a page that works otherwise."""


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
async def test_path_passes(path: Path, driver: PathDriver, demo: Server):
    (await driver.run(path, demo)).assert_passed()


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
async def test_path_fails_on_broken_page(path: Path, driver: PathDriver, demo: Server):
    first = await driver.run(path, demo, planted=0)
    assert first.breaks, "the path declares no break"
    for number, planted in enumerate(first.breaks):
        outcome = await driver.run(path, demo, planted=number) if number else first
        assert outcome.failure, f"the path passes with {planted}"
        assert outcome.failure["kind"] in FAILURES, outcome.report()
        assert outcome.failure["step"] == planted["step"], outcome.report()
        assert not any("SyntaxError" in error for error in outcome.errors), outcome.report()
