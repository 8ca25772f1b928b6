"""`having` as long and as deep as a filter may be, whose SQL SQLite's parser has to take."""

from contextlib import closing
from typing import Any

import pytest
from golden.harness import SCOPE, compile_query, open_database
from support.events import aggregation, all_of, any_of, condition, negated

from evsrv.core.limits import MAX_FILTER_CONDITIONS, MAX_FILTER_DEPTH
from sqlite.compiler.events_table import put

HOLDS = condition("count", "eq", 1)
FAILS = condition("avg_type", "neq", 1)
"""Of null, which no comparison matches."""


def nested(inner: Any) -> Any:
    """Nest a condition that decides in filters of two members."""
    for level in range(MAX_FILTER_DEPTH):
        inner = all_of(HOLDS, inner) if level % 2 else any_of(FAILS, inner)
    return inner


@pytest.mark.parametrize(
    ("having", "rows"),
    [
        (all_of(*[HOLDS] * MAX_FILTER_CONDITIONS), 1),
        (all_of(*[HOLDS] * (MAX_FILTER_CONDITIONS - 1), FAILS), 0),
        (any_of(*[FAILS] * (MAX_FILTER_CONDITIONS - 1), HOLDS), 1),
        (any_of(*[FAILS] * MAX_FILTER_CONDITIONS), 0),
        (negated(any_of(*[FAILS] * 500, HOLDS)), 0),
        (negated(all_of(*[HOLDS] * 500, FAILS)), 1),
        (nested(HOLDS), 1),
        (nested(FAILS), 0),
        (negated(FAILS), 1),
        (negated(negated(FAILS)), 0),
        (all_of(), 1),
        (any_of(), 0),
        (negated(all_of(any_of())), 1),
    ],
)
def test_having_at_its_limits_is_true_or_false(having: Any, rows: int) -> None:
    with closing(open_database()) as database:
        put(database, "e")
        body = {"select": [aggregation("count")], "groupBy": [{"field": "type"}], "having": having}
        page = compile_query(body, SCOPE)[1].page
        assert len(database.execute(page.text, page.parameters).fetchall()) == rows
