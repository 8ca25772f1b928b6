"""A run of a path reports each thing that must not happen in the browser."""

import pytest
from support.server import Server

from page.path_driver import FOLDER, PathDriver

pytestmark = pytest.mark.asyncio(loop_scope="session")

FAULTS = FOLDER / "faults"


@pytest.mark.parametrize(
    ("fault", "reported"),
    [
        ("console_message", "a message in the console"),
        ("uncaught_error", "an uncaught error"),
        ("foreign_request", "http://other.example/"),
        ("refused_request", "status of 404"),
        ("nothing_provoked", "418"),
        ("inaccessible_image", "image-alt: img: "),
        ("failing_step", "step: the title is another\nTimeoutError: "),
    ],
)
async def test_run_with_fault_does_not_pass(
    fault: str, reported: str, driver: PathDriver, demo: Server
) -> None:
    outcome = await driver.run(FAULTS / f"{fault}.mjs", demo)
    with pytest.raises(AssertionError) as failure:
        outcome.assert_passed()
    assert reported in str(failure.value)


async def test_report_shows_text_of_page(driver: PathDriver, demo: Server) -> None:
    outcome = await driver.run(FAULTS / "failing_step.mjs", demo)
    assert "Open this server" in outcome.report()


async def test_break_is_refused_if_its_text_is_not_in_file(
    driver: PathDriver, demo: Server
) -> None:
    outcome = await driver.run(FAULTS / "failing_step.mjs", demo, planted=0)
    assert outcome.failure["kind"] == "PlantError"
    assert '"no such text" is 0 times in app.js' in outcome.failure["message"]
