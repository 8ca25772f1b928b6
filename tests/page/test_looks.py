"""Each state of the page is accessible and fits the screen: light and dark, wide and narrow."""

import pytest

from page.conftest import Serve
from page.path_driver import FOLDER, PathDriver
from page.states import SERVERS

ROOT = FOLDER.parents[1]
LOOKS = FOLDER / "looks.mjs"
BROKEN = "about"
"""The state of which `looks.mjs` declares the breaks."""


def test_states_are_found() -> None:
    assert len(SERVERS) >= 10


def test_each_state_has_a_picture() -> None:
    pictures = {file.stem for file in (ROOT / "docs" / "images").glob("*.png")}
    assert {state.replace("_", "-") for state in SERVERS} <= pictures, "run scripts/screenshots"


@pytest.mark.parametrize("state", SERVERS)
@pytest.mark.asyncio(loop_scope="session")
async def test_state_is_accessible_and_fits(state: str, driver: PathDriver, serve: Serve) -> None:
    async with serve(SERVERS[state]) as server:
        (await driver.run(LOOKS, server, name=state)).assert_passed()


@pytest.mark.parametrize("number", range(3))
@pytest.mark.asyncio(loop_scope="session")
async def test_look_fails_on_broken_page(number: int, driver: PathDriver, serve: Serve) -> None:
    async with serve(SERVERS[BROKEN]) as server:
        outcome = await driver.run(LOOKS, server, number, name=BROKEN)
    assert outcome.failure["kind"] == "AssertionError", outcome.report()
    assert outcome.failure["step"] == outcome.breaks[number]["step"], outcome.report()
