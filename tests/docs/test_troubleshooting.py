"""docs/troubleshooting.md quotes the messages that each fault really causes.

A block marked `said NAME` has the message of the fault NAME, which the test provokes.
"""

import re
from pathlib import Path

import pytest
from support.server import Start

from docs import command_symptoms, key_symptoms, request_symptoms
from docs.test_examples import BLOCK, ROOT

DOCUMENT = ROOT / "docs" / "troubleshooting.md"
OF_SERVER = {**key_symptoms.SYMPTOMS, **request_symptoms.SYMPTOMS}


def quoted() -> dict[str, re.Match[str]]:
    blocks = BLOCK.finditer(DOCUMENT.read_text("utf-8"))
    return {block["name"]: block for block in blocks if block["mark"] == "said"}


def compare(name: str, said: str, request: pytest.FixtureRequest) -> None:
    """Compare a message with its block, or write it there with `--update-docs`."""
    block = quoted()[name]
    text = said.strip() + "\n"
    if request.config.getoption("--update-docs", default=False):
        start, end = block.span("text")
        document = block.string
        DOCUMENT.write_text(document[:start] + text + document[end:], "utf-8")
    else:
        assert block["text"] == text


@pytest.mark.parametrize("name", command_symptoms.SYMPTOMS)
def test_quoted_message_of_a_command_is_the_one_that_it_prints(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.chdir(tmp_path)
    compare(name, command_symptoms.SYMPTOMS[name](tmp_path, monkeypatch), request)


@pytest.mark.parametrize("name", OF_SERVER)
async def test_quoted_answer_of_a_server_is_the_one_that_it_gives(
    name: str,
    start: Start,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    request: pytest.FixtureRequest,
) -> None:
    compare(name, await OF_SERVER[name](start, monkeypatch, caplog), request)


def test_every_quoted_message_is_provoked_by_a_test() -> None:
    assert quoted().keys() == {*command_symptoms.SYMPTOMS, *OF_SERVER}
