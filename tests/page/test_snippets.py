"""A copied question is a program that gets the answer of the question, whatever its texts are."""

import asyncio
import json
import sys
from typing import Any

import pytest
from support import node
from support.server import Server

from page.path_driver import FOLDER

pytestmark = pytest.mark.asyncio(loop_scope="session")

TEXTS = [
    "it's \"quoted\" and ''twice''",
    "back\\slash \\n \\' \\\" \\u0041 \\",
    "lines\nand\ttabs\r\n",
    "$HOME ${HOME} $(id) `id` $EVSRV_KEY !! %s {x} *",
    "ü 😀 \u2028\u2029 \u0001 \x7f",
    "true false null True None undefined",
    "</script> '''\"\"\" '\\''",
]

RENDERER = FOLDER / "render_snippets.mjs"
PROGRAMS = {
    "curl": ["bash", "-euc"],
    "Python": [sys.executable, "-c"],
    "JavaScript": ["node", "--input-type=module", "--eval"],
}


def _query(text: str) -> dict[str, Any]:
    """Return a query whose answer repeats a text, beside a filter with it."""
    operand = {"path": ["plan"], "value": {"__proto__": [text, True, None, -1.5e-7]}}
    return {
        "select": [{"type": "aggregation", "aggregation": "count"}],
        "groupBy": [{"field": "type", "top": {"limit": 1, "other": text}}],
        "where": {
            "or": [
                {"condition": {"field": "properties", "operator": "eq", "value": operand}},
                {"condition": {"field": "type", "operator": "isNotNull"}},
            ]
        },
        "limit": 10000,
    }


async def _run(*command: str, **variables: str) -> tuple[bool, str]:
    """Return whether a program succeeded, and the text that it printed."""
    process = await asyncio.create_subprocess_exec(
        *command,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env=node.environment() | variables,
    )
    output, _ = await process.communicate()
    return process.returncode == 0, output.decode()


async def _render(server: Server, text: str) -> dict[str, str]:
    node.require(required_by="REQUIRE_BROWSER_TEST")
    request = {"url": str(server.client.make_url("/query/events")), "query": _query(text)}
    succeeded, output = await _run("node", str(RENDERER), json.dumps(request))
    assert succeeded, output
    snippets: dict[str, str] = json.loads(output)
    return snippets


@pytest.mark.parametrize("text", TEXTS)
async def test_snippet_gets_the_answer(text: str, demo: Server) -> None:
    snippets = await _render(demo, text)
    assert json.loads(snippets.pop("Query JSON")) == _query(text)
    expected = (await demo.send("POST", "/query/events", _query(text))).json["data"]
    assert text in [row["type"] for row in expected["result"]]
    assert snippets.keys() == PROGRAMS.keys()
    for language, snippet in snippets.items():
        succeeded, output = await _run(*PROGRAMS[language], snippet, EVSRV_KEY=demo.key or "")
        assert succeeded, output
        answer = json.loads(output)
        assert answer.get("data", answer) == expected


async def test_snippet_has_no_key(demo: Server) -> None:
    for language, snippet in (await _render(demo, "x")).items():
        assert (demo.key or "") not in snippet
        assert ("EVSRV_KEY" in snippet) is (language in PROGRAMS)


async def test_snippet_of_refused_query_fails_with_the_reason(demo: Server) -> None:
    snippets = await _render(demo, "x")
    for language, program in PROGRAMS.items():
        snippet = snippets[language].replace("count", "cuont")
        succeeded, output = await _run(*program, snippet, EVSRV_KEY=demo.key or "")
        assert not succeeded
        assert "unknown aggregation 'cuont'" in output
