"""The JavaScript in the documents runs unchanged and prints the documented output.

All blocks of a document marked `js client` form one program; those marked `text printed` are its
output.
"""

import json
import re
from pathlib import Path

import pytest
from support import node
from support.events import message, search
from support.node import Json
from support.server import Server

from client.conftest import FOLDER

pytestmark = pytest.mark.asyncio(loop_scope="session")

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```(js client|text printed)\n(.*?)^```$", re.M | re.S)
SERVED = "http://127.0.0.1:8080"


async def run(server: Server, document: str, events: list[Json]) -> tuple[str, str]:
    """Run a document's program on these events and return its actual and documented output."""
    blocks = BLOCK.findall((ROOT / document).read_text("utf-8"))
    program, printed = (
        "".join(text for mark, text in blocks if mark == wanted)
        for wanted in ("js client", "text printed")
    )
    assert SERVED in program
    space = await server.space(f"client-{document}", events)
    url = str(server.client.make_url("").origin())
    program = program.replace(SERVED, url)
    return await node.run(program, cwd=FOLDER, API_KEY=space.key or ""), printed


async def test_client_program_in_readme_prints_expected_rows(
    installed: None, shared_server: Server
) -> None:
    events = [message("1"), search("2"), message("3")]
    printed, _ = await run(shared_server, "README.md", events)
    assert json.loads(printed) == [{"type": "sent", "count": 2}, {"type": "searched", "count": 1}]


async def test_client_program_in_compatibility_document_prints_documented_output(
    installed: None, shared_server: Server
) -> None:
    printed, shown = await run(shared_server, "docs/compatibility.md", [])
    assert printed == shown
