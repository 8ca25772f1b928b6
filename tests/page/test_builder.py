"""The builder leaves a document as it is, but for the part that a person changes."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from semantics.budget import EXAMPLES
from support import chromium, node
from support.node import LineProcess
from support.server import Server

from page.builder_cases import EDGES, damaged_cases, valid_cases
from page.path_driver import FOLDER

pytestmark = pytest.mark.asyncio(loop_scope="session")

Json = Any
BATCH = 200
QUERIES = BATCH * max(1, round(10 * EXAMPLES))
DAMAGED = QUERIES // 4
_TIMEOUT_S = 300
BREAKS = {
    "other members of a changed part are lost": (
        "query/document.js",
        "const members = { ...",
        "const members = Object.keys(document ?? {}).length > 3 ? {} : { ...",
    ),
    "a condition takes the place of the filter": (
        "builder/filter_chips.js",
        "withPart(document, path, changed)",
        "withPart(document, [member], changed)",
    ),
    "a last filter leaves its `and`": (
        "query/filters.js",
        "Array.isArray(left) && !left.length",
        "false",
    ),
    "a text is handed on with a blank": (
        "ui/inputs.js",
        "typed !== null && typed !== text && onText(typed)",
        "onText(`${typed ?? text} `)",
    ),
    "a choice is handed on without a change": (
        "ui/inputs.js",
        "target.value !== value && onChange",
        "onChange",
    ),
    "a path of another shape is read": (
        "query/shapes.js",
        "(isTexts(path) && path.length)",
        "path",
    ),
}
"""Edits of the page, of which each is found."""


@pytest.fixture(scope="session")
def cases() -> list[Json]:
    return valid_cases(QUERIES)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def builder(installed: None) -> AsyncIterator[LineProcess]:
    chromium.require()
    async with node.start(FOLDER / "builder_driver.mjs", str(chromium.EXECUTABLE)) as process:
        yield process


async def test_controls_change_their_own_part(
    builder: LineProcess, demo: Server, cases: list[Json]
) -> None:
    for start in range(0, QUERIES, BATCH):
        outcome = await _tried(builder, demo, cases[start : start + BATCH])
        assert not outcome["faults"], "\n".join(outcome["faults"][:5])
        assert outcome["controls"] > 10 * BATCH


async def test_damaged_documents_are_shown(
    builder: LineProcess, demo: Server, cases: list[Json]
) -> None:
    damaged = [*EDGES, *damaged_cases(cases[:DAMAGED])]
    for start in range(0, len(damaged), BATCH):
        outcome = await _tried(builder, demo, damaged[start : start + BATCH])
        assert not outcome["faults"], "\n".join(outcome["faults"][:5])


@pytest.mark.parametrize("planted", BREAKS)
async def test_broken_builder_is_found(
    builder: LineProcess, demo: Server, cases: list[Json], planted: str
) -> None:
    file, old, new = BREAKS[planted]
    planted_edit = {"file": file, "from": old, "to": new}
    outcome = await _tried(builder, demo, [*EDGES, *cases[:10]], planted_edit)
    assert outcome["faults"]


async def _tried(
    builder: LineProcess, server: Server, cases: list[Json], planted: Json = None
) -> Json:
    command = {
        "origin": str(server.client.make_url("").origin()),
        "key": server.key,
        "planted": planted,
        "cases": cases,
        "seed": len(str(cases)),
    }
    await builder.send(command)
    return await builder.receive(_TIMEOUT_S)
