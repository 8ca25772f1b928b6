"""Comparison of the server's answers with those of the model."""

from typing import Any

from semantics.engine import Space
from semantics.model import EVENTS, About, Dataset, Refused, answer, holds
from semantics.model.jsonvalues import compact, kind

Json = Any


def check_filter(space: Space, where: Json) -> None:
    """Assert that a filter matches the events that the model expects."""
    expected = {event["id"] for event in space.events if holds(event, where)}
    answered = set(space.ids(where))
    wrong = [event for event in space.events if event["id"] in expected ^ answered]
    assert not wrong, (
        f"{compact(where)} {'missed' if wrong[0]['id'] in expected else 'found'} {wrong[0]}"
    )


def check_answer(space: Space, query: Json) -> None:
    """Assert the whole answer or the refusal of a query, on all ways to it."""
    for data in space.answers(query):
        check_data(space.events, query, data, space.dataset)


def check_data(events: list[Json], query: Json, data: Json, dataset: Dataset = EVENTS) -> None:
    """Assert the data of an answer; None stands for a refusal."""
    try:
        expected = answer(events, query, dataset)
    except Refused:
        expected = None
    assert (data is None) is (expected is None), f"refused or not: {compact(query)}"
    if data is None or expected is None:
        return
    rows = data["result"]
    assert (data["total"], data["pageSize"], data["count"]) == (
        expected.total,
        expected.page_size,
        len(expected.rows),
    ), compact(query)
    assert len(rows) == len(expected.rows), compact(query)
    if expected.certain_order:
        for number, (row, wanted) in enumerate(zip(rows, expected.rows, strict=True)):
            assert _agree(row, wanted), f"row {number} of {compact(query)}: {_gap(row, wanted)}"
    elif expected.total == len(rows):
        left = list(expected.rows)
        for row in rows:
            same = next((one for one in left if _agree(row, one)), None)
            assert same is not None, f"a row of {compact(query)}: {row}"
            left.remove(same)


def _agree(row: Json, expected: Json) -> bool:
    return row.keys() == expected.keys() and all(
        _is(row[name], value) for name, value in expected.items()
    )


def _gap(row: Json, expected: Json) -> str:
    names = {*row, *expected}
    return "; ".join(
        f"{name}: {row.get(name)!r}, not {expected.get(name)!r}"
        for name in sorted(names)
        if not _agree(
            {name: row[name]} if name in row else {},
            {name: expected[name]} if name in expected else {},
        )
    )


def _is(value: Json, expected: Json) -> bool:
    """Return whether values are equal; integers exactly, and 1 is not true."""
    if isinstance(expected, About):
        return expected.agrees(value)
    if kind(value) != kind(expected):
        return False
    if kind(value) == "object":
        return _agree(value, expected)
    if kind(value) == "array":
        return len(value) == len(expected) and all(map(_is, value, expected))
    return bool(value == expected)
