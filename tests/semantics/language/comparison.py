"""Comparison of the server's answers to queries of the second language with those of the model."""

from collections.abc import Iterator
from typing import Any

from semantics.engine import Space
from semantics.language.answers import Answer, answer
from semantics.model.events import Dataset
from semantics.model.jsonvalues import compact, same

Json = Any
NOW = 1_774_000_000_000
"""What queries without `now` are relative to; the strategies draw none with a phrase."""


def check_answer(space: Space, query: Json) -> None:
    """Assert the answer to a valid query, on all ways to it.

    A query with a function that the engine does not have must be refused.
    """
    if not space.engine.absent_terms.isdisjoint(functions_in(query)):
        assert space.ask(query) is None, compact(query)
        return
    for data in space.answers(query):
        check_data(space.events, query, data, space.dataset)


def check_data(rows: list[Json], query: Json, data: Json, dataset: Dataset) -> None:
    """Assert the whole data of an answer to a valid query."""
    assert data is not None, f"refused: {compact(query)}"
    expected = answer(rows, query, NOW, dataset)
    assert _without_rows(data) == _without_rows(as_data(expected)), compact(query)
    for number, (row, wanted) in enumerate(zip(data["result"], expected.rows, strict=True)):
        assert list(row) == list(wanted), f"columns of row {number} of {compact(query)}"
        assert same(row, wanted), f"row {number} of {compact(query)}: {row}, not {wanted}"


def functions_in(node: Json) -> Iterator[str]:
    """Yield the functions that a query applies."""
    if isinstance(node, dict):
        if "apply" in node:
            yield node["apply"]
        node = list(node.values())
    if isinstance(node, list):
        for inside in node:
            yield from functions_in(inside)


def as_data(expected: Answer) -> Json:
    """Return an answer as the server's `data`."""
    shown = {"range": expected.range, "comparedRange": expected.compared_range}
    return {
        "result": expected.rows,
        "total": expected.total,
        "pageSize": expected.page_size,
        "count": len(expected.rows),
        **{name: value for name, value in shown.items() if value is not None},
    }


def _without_rows(data: Json) -> Json:
    return {name: value for name, value in data.items() if name != "result"}
