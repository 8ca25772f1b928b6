"""README and the guide keep the rules of style: plain words, and no sentence that is a riddle."""

import re
from pathlib import Path

import pytest

from docs.test_examples import DOCUMENTS, ROOT, label
from docs.test_references import prose_of

CODE = re.compile(r"`[^`]*`|^    .*$", re.M)
SENTENCE_START = r"(?:^[-#*>|\d. ]*|[.!?:] |\| |\*\*)"
FREE_RELATIVE = re.compile(
    rf"{SENTENCE_START}(?P<found>(?:What|Whoever|Whatever)\b[^.?!|]*(?:[.!|]|$))", re.M
)
WORDS = re.compile(r"\b(?P<found>but for|anew|of ours|whoever)\b", re.I)
INTERNALS = ROOT / "docs" / "internals"
MAX_SENTENCES = 3
"""Of the first paragraph of a page."""


def text_of(document: Path) -> str:
    """Return the prose with each paragraph and list item on one line, without code."""
    prose = CODE.sub("x", prose_of(document))
    return re.sub(r"(?<=\S)\n(?=[^\s|#>*-])", " ", prose)


def riddles(text: str) -> list[str]:
    return [match["found"] for rule in (FREE_RELATIVE, WORDS) for match in rule.finditer(text)]


@pytest.mark.parametrize("document", DOCUMENTS, ids=label)
def test_document_has_no_free_relative_and_no_avoided_word(document: Path) -> None:
    assert riddles(text_of(document)) == []


@pytest.mark.parametrize(
    "text",
    [
        "What is asked often can be promoted.",
        "A title.\nIt ends. What follows is a riddle.",
        "- What was sent stays.",
        "| a | Whatever is sent |",
        "## What is left out",
        "It is made anew, but for one.",
    ],
)
def test_riddle_is_found(text: str, tmp_path: Path) -> None:
    document = tmp_path / "a.md"
    document.write_text(text)
    assert riddles(text_of(document)) != []


@pytest.mark.parametrize(
    "text",
    [
        "### What does a conversation cost, by plan?",
        "It shows what was sent. `What is code` is not prose.",
        "```text\nWhat is shown here.\n```",
        "A renewed plan.",
    ],
)
def test_question_and_code_are_no_riddles(text: str, tmp_path: Path) -> None:
    document = tmp_path / "a.md"
    document.write_text(text)
    assert riddles(text_of(document)) == []


@pytest.mark.parametrize(
    "document",
    [one for one in DOCUMENTS if INTERNALS not in one.parents],
    ids=label,
)
def test_page_begins_with_a_short_paragraph_about_itself(document: Path) -> None:
    title, first, *_ = text_of(document).split("\n\n")
    assert re.fullmatch(r"# [^\n]*", title)
    assert first[0] not in "-|!#"
    assert 1 <= len(re.findall(r"[.?!](?: |$)", first)) <= MAX_SENTENCES
