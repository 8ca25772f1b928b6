"""docs/cookbook.md has forty questions, each with its query and answer; test_examples runs them."""

import json
import re

from docs.test_examples import BLOCK, ROOT

DOCUMENT = ROOT / "docs" / "cookbook.md"
QUESTION = re.compile(r"^### ([^\n]*)\n(.*?)(?=^##|\Z)", re.M | re.S)
WORDS = (
    *("timezone", "weekStart", "range", "compare", "fill", "having"),
    *("where", "over", "within", "apply", "top", "formula", "rank", "bucket", "as"),
)


def questions() -> dict[str, list[re.Match[str]]]:
    """Return the blocks of each question."""
    found = QUESTION.findall(DOCUMENT.read_text("utf-8"))
    assert len(dict(found)) == len(found)
    return {question: list(BLOCK.finditer(text)) for question, text in found}


def test_cookbook_answers_forty_questions() -> None:
    assert len(questions()) >= 40
    assert all(question.endswith("?") for question in questions())


def test_each_question_has_one_query_with_an_answer_that_has_rows() -> None:
    for question, (query, answer) in questions().items():
        assert query["mark"] == "query"
        assert answer["mark"] in ("table", "chart")
        assert answer["text"].count("\n") >= 2, question


def test_questions_are_about_every_dataset() -> None:
    asked = {query["name"] for query, _ in questions().values()}
    assert asked == {None, "conversations", "feedback"}


def test_questions_use_every_word_of_the_language() -> None:
    text = json.dumps([json.loads(query["text"]) for query, _ in questions().values()])
    assert [word for word in WORDS if f'"{word}"' not in text] == []
