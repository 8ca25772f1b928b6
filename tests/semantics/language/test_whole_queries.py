"""Random whole queries with all features, on rows around odd changes of clocks."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from semantics.budget import SEED, examples
from semantics.engine import Engine, Space
from semantics.language.comparison import check_answer
from semantics.language.query_strategies import formulas, queries
from semantics.language.rows import random_rows
from semantics.model import CONVERSATIONS, EVENTS, FEEDBACK

ROWS = 16
"""Around each moment."""
DATASETS = {"events": EVENTS, "conversations": CONVERSATIONS, "feedback": FEEDBACK}


@pytest.fixture(scope="module")
def spaces(engine: Engine) -> dict[str, Space]:
    """Store rows of each dataset around each moment."""
    made = {"events": engine.space(random_rows(EVENTS, SEED, ROWS))}
    for name in ("conversations", "feedback"):
        dataset = DATASETS[name]
        made[name] = engine.space_of(dataset, random_rows(dataset, SEED, ROWS))
    return made


@examples(120)
@given(data=st.data())
def test_event_queries_agree_with_model(spaces: Any, data: st.DataObject) -> None:
    check_answer(spaces["events"], data.draw(queries(EVENTS)))


@examples(40)
@given(data=st.data())
def test_conversation_queries_agree_with_model(spaces: Any, data: st.DataObject) -> None:
    check_answer(spaces["conversations"], data.draw(queries(CONVERSATIONS)))


@examples(40)
@given(data=st.data())
def test_feedback_queries_agree_with_model(spaces: Any, data: st.DataObject) -> None:
    check_answer(spaces["feedback"], data.draw(queries(FEEDBACK)))


@examples(20)
@given(texts=st.lists(formulas(["n", "few", "none", "total"]), min_size=6, max_size=10))
def test_formulas_agree_with_model(spaces: Any, texts: list[str]) -> None:
    number = {"type": "aggregation", "field": "properties", "path": ["n"]}
    never = {"condition": {"field": "type", "operator": "eq", "value": "x"}}
    check_answer(
        spaces["events"],
        {
            "select": [
                {**number, "aggregation": "avg", "as": "n"},
                {**number, "aggregation": "count", "as": "few"},
                {**number, "aggregation": "max", "as": "none", "where": never},
                {"type": "aggregation", "aggregation": "count", "within": [], "as": "total"},
                *(
                    {"type": "formula", "formula": text, "as": f"formula{index}"}
                    for index, text in enumerate(texts)
                ),
            ],
            "groupBy": [{"field": "searchQuery"}],
        },
    )
