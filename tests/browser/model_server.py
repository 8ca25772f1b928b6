"""A fake of the servers that the widget asks: a model that streams its answer, and a search."""

import asyncio
import json
from pathlib import Path
from typing import Any

from aiohttp import web

Json = Any

ANSWER = ("Single sign-on ", "works with SAML.")
LINKS = [{"url": "https://docs.example/sso", "title": "SSO", "type": "documentation"}]
PAUSE_S = 0.3
"""Pause before the answer, and between its parts."""


def create_site(folder: Path, script: Path) -> web.Application:
    """Return a site that serves a folder and the widget's script, and fakes its servers."""

    async def show(_request: web.Request) -> web.FileResponse:
        return web.FileResponse(folder / "index.html")

    async def load(_request: web.Request) -> web.FileResponse:
        return web.FileResponse(script)

    app = web.Application()
    app.router.add_get("/", show)
    app.router.add_get("/embed.js", load)
    app.router.add_post("/v1/chat/completions", _complete)
    app.router.add_post("/graphql", _search)
    app.router.add_static("/", folder)
    return app


async def _complete(request: web.Request) -> web.StreamResponse:
    """Stream an answer and its links, as the chat completions of OpenAI do."""
    model = (await request.json())["model"]
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    call = {
        "index": 0,
        "id": "call_1",
        "type": "function",
        "function": {
            "name": "provideLinks",
            "arguments": json.dumps({"links": LINKS, "text": ""}),
        },
    }
    deltas = [
        {"role": "assistant", "content": ""},
        *({"content": text} for text in ANSWER),
        {"tool_calls": [call]},
    ]
    for delta in deltas:
        await asyncio.sleep(PAUSE_S)
        await response.write(_chunk(model, delta))
    await response.write(_chunk(model, {}, finish="tool_calls"))
    await response.write(b"data: [DONE]\n\n")
    return response


def _chunk(model: str, delta: Json, finish: str | None = None) -> bytes:
    chunk = {
        "id": "completion-1",
        "object": "chat.completion.chunk",
        "created": 1_772_446_500,
        "model": model,
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
    }
    return b"data: " + json.dumps(chunk).encode() + b"\n\n"


async def _search(_request: web.Request) -> web.Response:
    """Return two hits for every search."""
    hits = [
        {
            "id": f"hit-{number}",
            "hitOnRoot": True,
            "url": f"https://docs.example/{number}",
            "title": f"Page {number}",
            "preview": "About single sign-on",
            "rootRecord": {
                "__typename": "DocumentationRecord",
                "id": f"page-{number}",
                "title": f"Page {number}",
                "url": f"https://docs.example/{number}",
                "preview": "About single sign-on",
                "pathBreadcrumbs": ["Docs"],
                "contentType": None,
                "topLevelHeadings": [],
            },
            "pathHeadings": [],
            "content": [],
        }
        for number in (1, 2)
    ]
    return web.json_response({"data": {"search": {"searchHits": hits}}})
