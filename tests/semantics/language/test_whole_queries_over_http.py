"""Random whole queries over HTTP: pages, with words of the URL, and exports."""

import csv
import io
from collections.abc import Set
from typing import Any

import pytest
from support.server import Server, Start

from evsrv.config import Settings
from evsrv.core import datasets
from evsrv.language import load_vocabulary
from evsrv.plugin.engine_terms import absent_terms
from evsrv.plugin.renderings import POSTGRESQL, SQLITE
from semantics.budget import SEED, drawn
from semantics.language.answers import answer
from semantics.language.comparison import NOW, check_data, functions_in
from semantics.language.query_strategies import grouped_queries, queries
from semantics.language.rows import random_rows
from semantics.model import CONVERSATIONS, EVENTS, FEEDBACK, Dataset, stored, stored_row
from semantics.model.jsonvalues import compact

Json = Any
WORDS = (
    "timezone",
    "weekStart",
    "range",
    "compare",
    "fill",
    "now",
    "limit",
    "offset",
    "jsonValues",
)
DATASETS = {
    "events": (EVENTS, datasets.EVENTS),
    "conversations": (CONVERSATIONS, datasets.CONVERSATIONS),
    "feedback": (FEEDBACK, datasets.FEEDBACK),
}


async def filled(start: Start, name: str) -> tuple[Server, list[Json]]:
    """Start a server with rows of a dataset, and return it and the rows as the model has them."""
    server = await start(max_future=0)
    everywhere = server.with_key(server.make_key(organization="acme"))
    dataset, of_server = DATASETS[name]
    bodies = [
        {**row, "id": f"e{number:04}"} for number, row in enumerate(random_rows(dataset, SEED, 4))
    ]
    if dataset == EVENTS:
        reply = await everywhere.send("POST", "/events/batch", {"batch": bodies})
        assert reply.status == 200, reply.text
        return everywhere, [stored(body, "acme") for body in bodies]
    server.insert(of_server, [{**body, "projectId": None} for body in bodies])
    return everywhere, [stored_row(body, "acme", dataset) for body in bodies]


@pytest.fixture
def absent(database_engine: str) -> Set[str]:
    """Return the names of the terms that the engine does not have."""
    if database_engine == SQLITE:
        return frozenset()
    return {term.name for term in absent_terms(load_vocabulary(Settings()), POSTGRESQL)}


@pytest.mark.parametrize("name", DATASETS)
async def test_pages_agree_with_model(start: Start, name: str, absent: Set[str]) -> None:
    server, rows = await filled(start, name)
    dataset = DATASETS[name][0]
    for number, query in enumerate(drawn(queries(dataset), 20)):
        # Every other query says in the URL all that can be said there.
        moved = WORDS if number % 2 else ()
        params = {word: _text(query[word]) for word in moved if word in query}
        body = {member: value for member, value in query.items() if member not in moved}
        reply = await server.send("POST", f"/query/{name}", body, params=params)
        if not absent.isdisjoint(functions_in(query)):
            assert reply.status == 422, compact(query)
            continue
        assert reply.status == 200, f"{compact(query)}: {reply.text}"
        check_data(rows, query, reply.json["data"], dataset)


def _text(value: Json) -> str:
    return value if isinstance(value, str) else compact(value)


@pytest.mark.parametrize("name", DATASETS)
async def test_exports_agree_with_model(start: Start, name: str, absent: Set[str]) -> None:
    server, rows = await filled(start, name)
    for query in drawn(grouped_queries(DATASETS[name][0]), 10):
        everything = {
            member: value
            for member, value in query.items()
            if member not in ("limit", "offset", "jsonValues")
        }
        reply = await server.send("POST", f"/query/{name}/export", everything)
        if not absent.isdisjoint(functions_in(query)):
            assert reply.status == 422, compact(query)
            continue
        assert reply.status == 200, f"{compact(query)}: {reply.text}"
        check_export(rows, everything, reply.text, DATASETS[name][0])


def check_export(rows: list[Json], query: Json, text: str, dataset: Dataset) -> None:
    """Assert the whole CSV of a query."""
    expected = answer(rows, {**query, "limit": len(rows) ** 2}, NOW, dataset)
    header, *lines = csv.reader(io.StringIO(text, newline=""))
    assert header == expected.columns, compact(query)
    assert len(lines) == expected.total, compact(query)
    for line, row in zip(lines, expected.rows, strict=True):
        for cell, name in zip(line, header, strict=True):
            assert _is_written(row.get(name), cell), f"{name} {cell!r} of {compact(query)}: {row}"


def _is_written(value: Json, cell: str) -> bool:
    if value is None or isinstance(value, str):
        return cell == (value or "")
    return bool(float(cell) == value)
