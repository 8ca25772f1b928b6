"""Paths through the page: each passes, and fails if the page is broken where the path looks."""

import asyncio
from pathlib import Path

import pytest

from page.conftest import Serve
from page.path_driver import PATHS, Outcome, PathDriver, count_breaks, server_of

pytestmark = pytest.mark.asyncio(loop_scope="session")

FAILURES = ("AssertionError", "TimeoutError")
"""Of a path that looked at a page that works otherwise."""


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
async def test_path_passes(path: Path, driver: PathDriver, serve: Serve) -> None:
    async with serve(server_of(path)) as server:
        (await driver.run(path, server)).assert_passed()


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
async def test_path_fails_on_broken_page(path: Path, driver: PathDriver, serve: Serve) -> None:
    async def run_broken(number: int) -> Outcome:
        async with serve(server_of(path)) as server:
            return await driver.run(path, server, planted=number)

    count = await count_breaks(path)
    assert count, "the path declares no break"
    outcomes = await asyncio.gather(*map(run_broken, range(count)))
    for outcome, planted in zip(outcomes, outcomes[0].breaks, strict=True):
        assert outcome.failure, f"the path passes with {planted}"
        assert outcome.failure["kind"] in FAILURES, outcome.report()
        assert outcome.failure["step"] == planted["step"], outcome.report()
        assert not any("SyntaxError" in error for error in outcome.errors), outcome.report()
