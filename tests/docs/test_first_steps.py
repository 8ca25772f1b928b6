"""The commands in README.md and docs/start.md run as they stand there.

The block that is marked `sh install` ends in a running server. The blocks that are marked `sh run`
run in their order, against one server on an empty file. One that is followed by a block marked
`printed` prints that.
"""

import asyncio
import os
import re
import shutil
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import ClientSession
from aiohttp.test_utils import TestClient
from attrs import frozen
from support.server import AppServer

from docs.test_examples import BLOCK, ROOT, label
from evsrv.app import create_app
from evsrv.config import Settings
from evsrv.sqlite.api_keys import create_key

DOCUMENTS = [ROOT / "README.md", ROOT / "docs" / "start.md"]
INSTALL = "```sh install"
SERVED = "http://127.0.0.1:8080"
COMMAND = f"""#!/bin/sh
exec '{sys.executable}' -m evsrv "$@"
"""


@frozen
class Shell:
    """A shell with a server."""

    url: str
    environment: dict[str, str]

    async def run(self, command: str) -> str:
        """Return what a command prints."""
        process = await asyncio.create_subprocess_exec(
            *("sh", "-e", "-c", command.replace(SERVED, self.url)),
            env=self.environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        async with asyncio.timeout(60):
            output, errors = await process.communicate()
        assert process.returncode == 0, errors.decode()
        return output.decode()


@pytest.fixture
def path(tmp_path: Path) -> str:
    """Return a PATH on which `evsrv` is the tested one."""
    folder = tmp_path / "bin"
    folder.mkdir()
    command = folder / "evsrv"
    command.write_text(COMMAND)
    command.chmod(0o755)
    return f"{folder}:{os.environ['PATH']}"


@pytest_asyncio.fixture
async def shell(tmp_path: Path, path: str) -> AsyncIterator[Shell]:
    """Return a shell with the key of a server on an empty file."""
    db = tmp_path / "events.db"
    async with TestClient(AppServer(create_app(Settings(db=db)))) as client:
        with closing(sqlite3.connect(db)) as connection, connection:
            _, key = create_key(
                connection, kind="api", organization_id="main", project_id=None, now=0
            )
        url = str(client.make_url("")).rstrip("/")
        kept = {name: value for name, value in os.environ.items() if "EVSRV_" not in name}
        python_path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
        yield Shell(url, kept | {"PATH": path, "PYTHONPATH": python_path, "EVSRV_KEY": key})


@pytest.mark.parametrize("document", DOCUMENTS, ids=label)
async def test_commands_of_the_document_print_what_it_shows(
    document: Path, shell: Shell, request: pytest.FixtureRequest
) -> None:
    if shutil.which("curl") is None:
        pytest.skip("there is no curl")
    text = document.read_text("utf-8")
    answers = []
    for block, shown in pairwise(BLOCK.finditer(text)):
        if block["mark"] == "run":
            output = await shell.run(block["text"])
            assert '"refused"' not in output
            assert '"error"' not in output
            if shown["mark"] == "printed":
                answers.append((shown, output.removesuffix("\n") + "\n"))
    assert answers
    if request.config.getoption("--update-docs", default=False):
        for shown, output in reversed(answers):
            start, end = shown.span("text")
            text = text[:start] + output + text[end:]
        document.write_text(text, "utf-8")
    else:
        assert [shown["text"] for shown, _ in answers] == [output for _, output in answers]


@pytest.mark.parametrize("document", DOCUMENTS, ids=label)
async def test_server_of_the_document_takes_the_key_that_it_printed(
    document: Path, shell: Shell, tmp_path: Path
) -> None:
    (block,) = (
        one for one in BLOCK.finditer(document.read_text("utf-8")) if one[0].startswith(INSTALL)
    )
    *commands, serve = block["text"].strip().split("\n")
    assert (commands[0].split(" ")[:2], serve) == (["evsrv", "init"], "evsrv serve")
    process = await asyncio.create_subprocess_exec(
        *("sh", "-e", "-c", "\n".join([*commands, f"exec {serve} --port 0"])),
        cwd=tmp_path,
        env=shell.environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout
    assert process.stderr
    try:
        async with asyncio.timeout(60), ClientSession() as client:
            printed = b""
            while not (key := re.search(rb"evsrv_api_\w+", printed)):
                printed += await process.stdout.readuntil()
            logged = b""
            while not (url := re.search(rb"listening on (http://[\w.:]+)", logged)):
                logged += await process.stderr.readuntil()
            headers = {"Authorization": f"Bearer {key[0].decode()}"}
            async with client.get(f"{url[1].decode()}/me", headers=headers) as reply:
                assert (await reply.json())["kind"] == "api"
    finally:
        process.terminate()
        await process.communicate()
