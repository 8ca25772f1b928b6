"""docs/moving.md shows commands that work on the sample files beside them.

In each section, the blocks marked `file NAME` are written into one folder. Then the blocks marked
`move` run there in their order, each followed by a block `printed` with its output.
"""

import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient
from support.server import AppServer, Server

from docs.shell import run
from docs.test_examples import BLOCK, ROOT
from evsrv.app import create_app
from evsrv.config import Settings

DOCUMENT = ROOT / "docs" / "moving.md"
EVENTS = [
    {"id": "h-1", "type": "answer_copied", "entityType": "message", "messageId": "m-1"},
    {"id": "h-2", "type": "searched", "entityType": "search", "searchQuery": "sso"},
]
TIMES = {"createdAt": "2026-03-02T10:15:00Z", "updatedAt": "2026-03-02T10:15:00Z"}
CONVERSATION = {
    "id": "c-1",
    "type": "openai",
    "messages": [{"id": "m-1", "role": "assistant", "content": "Yes.", **TIMES}],
    **TIMES,
}
FEEDBACK = {"id": "f-1", "type": "positive", "messageId": "m-1", "createdAt": TIMES["createdAt"]}


def sections() -> dict[str, str]:
    """Return the text of each section that has commands, by its heading."""
    parts = re.split(r"^## ", DOCUMENT.read_text("utf-8"), flags=re.M)
    return {part.split("\n")[0]: part for part in parts if "```sh move\n" in part}


@pytest.fixture
async def hosted(tmp_path: Path) -> AsyncIterator[dict[str, str]]:
    """Run a server in the place of the hosted API; return the variables that lead to it."""
    db = tmp_path / "hosted.db"
    async with TestClient(AppServer(create_app(Settings(db=db)))) as client:
        server = await Server(client, db).space(
            "elsewhere",
            [event | {"createdAt": TIMES["createdAt"], "properties": {"n": 3}} for event in EVENTS],
        )
        for path, body in (("/conversations", CONVERSATION), ("/feedback", FEEDBACK)):
            reply = await server.send("POST", path, body)
            assert reply.status == 200, reply.text
        assert server.key is not None
        yield {"HOSTED_URL": str(client.make_url("")).rstrip("/"), "HOSTED_KEY": server.key}


async def print_of(script: str, folder: Path, variables: dict[str, str]) -> str:
    """Return what commands print, without the blanks at the end of its lines."""
    _, printed = await run(script, folder, variables)
    return "\n".join(line.rstrip() for line in printed.splitlines()) + "\n"


@pytest.mark.skipif(
    not all(shutil.which(name) for name in ("bash", "curl", "jq")), reason="needs bash, curl and jq"
)
@pytest.mark.parametrize("heading", sections())
async def test_commands_of_a_section_print_what_is_shown(
    heading: str, tmp_path: Path, hosted: dict[str, str], request: pytest.FixtureRequest
) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    blocks = list(BLOCK.finditer(sections()[heading]))
    for block in blocks:
        if block["mark"] == "file":
            (folder / block["name"]).write_text(block["text"], "utf-8")
    shown, printed = [], []
    for at, block in enumerate(blocks):
        if block["mark"] == "move":
            assert blocks[at + 1]["mark"] == "printed", "commands must be followed by their output"
            shown.append(blocks[at + 1])
            printed.append(await print_of(block["text"], folder, hosted))
    if request.config.getoption("--update-docs", default=False):
        section = sections()[heading]
        for block, text in reversed(list(zip(shown, printed, strict=True))):
            start, end = block.span("text")
            section = section[:start] + text + section[end:]
        text = DOCUMENT.read_text("utf-8").replace(sections()[heading], section)
        DOCUMENT.write_text(text, "utf-8")
    else:
        assert [block["text"] for block in shown] == printed


def test_sections_with_commands_are_those_of_each_product() -> None:
    assert {"The hosted API", "PostHog", "Plausible", "Umami", "CSV and other files"} <= {
        *sections()
    }
