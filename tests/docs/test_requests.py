"""Every request in the documents gets the shown answer.

A block marked `request` (method and path, headers, a blank line, the body) is followed by one
marked `body`. Those of the documents in `ON_EMPTY_FILE` are sent in their order to a server on an
empty file, all others to a server on the seeded file, with the document's plugins.
"""

import json
import shutil
import sqlite3
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient
from support.server import AppServer

from docs.test_examples import BLOCK, DOCUMENTS, write_plugins
from evsrv.app import create_app
from evsrv.config import Settings
from evsrv.sqlite.api_keys import create_key

WIDTH = 120
TEXTS = ("csv", "html")
ON_EMPTY_FILE = {"conversations.md", "feedback.md", "ingestion.md"}
REQUESTS = [document for document in DOCUMENTS if "```http request" in document.read_text("utf-8")]


def parse(text: str) -> tuple[str, str, dict[str, str], str]:
    """Return method, path, headers and body of a request."""
    head, _, body = text.partition("\n\n")
    first, *lines = head.strip().split("\n")
    method, path = first.split(" ")
    headers = dict(line.split(": ", 1) for line in lines)
    if method == "POST":
        headers.setdefault("Content-Type", "application/json")
    return method, path, headers, body


def make_key(db: Path) -> str:
    with closing(sqlite3.connect(db)) as connection, connection:
        _, secret = create_key(
            connection, kind="api", organization_id="demo", project_id="demo", now=0
        )
    return secret


def is_same(kind: str, shown: str, answer: str) -> bool:
    if kind in TEXTS:
        return shown == answer.replace("\r\n", "\n")
    return [json.loads(shown)] == [json.loads(line) for line in answer.split("\n") if line]


def to_show(kind: str, answer: str) -> str:
    if kind in TEXTS:
        return answer.replace("\r\n", "\n")
    document = json.loads(answer)
    line = json.dumps(document, ensure_ascii=False)
    if len(line) > WIDTH:
        line = json.dumps(document, indent=2, ensure_ascii=False)
    return f"{line}\n"


@pytest.mark.parametrize("document", REQUESTS, ids=lambda document: document.name)
async def test_requests_get_the_shown_answers(
    document: Path, seeded: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    db = tmp_path / "events.db"
    if document.name not in ON_EMPTY_FILE:
        shutil.copy(seeded, db)
    text = document.read_text("utf-8")
    blocks = list(BLOCK.finditer(text))
    answers = []
    write_plugins(blocks, tmp_path)
    settings = Settings(db=db, plugins_dir=tmp_path)
    async with TestClient(AppServer(create_app(settings))) as client:
        key = {"Authorization": f"Bearer {make_key(db)}"}
        for block, shown in pairwise(blocks):
            if block["mark"] == "request":
                assert shown["mark"] == "body", "a request block must be followed by its answer"
                method, path, headers, body = parse(block["text"])
                async with client.request(
                    method, path, headers=headers | key, data=body.encode() or None
                ) as response:
                    assert response.status == 200, await response.text()
                    answers.append((shown, await response.text()))
    update = request.config.getoption("--update-docs", default=False)
    for shown, answer in reversed(answers):
        kind = shown[0].removeprefix("```").split(" ")[0]
        if update:
            start, end = shown.span("text")
            text = text[:start] + to_show(kind, answer) + text[end:]
        else:
            assert is_same(kind, shown["text"], answer)
    if update:
        document.write_text(text, "utf-8")


def test_requests_include_the_documents_with_requests() -> None:
    assert ON_EMPTY_FILE | {"query.md"} <= {document.name for document in REQUESTS}
