"""Formulas of formulas: the same column in exponentially many places."""

import pytest
from support.events import aggregation, message
from support.server import Server

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_formula_of_formulas_doubles_each_time(shared_server: Server) -> None:
    space = await shared_server.space("formula chains", [message("a")])
    names = ["count", *(f"f{number}" for number in range(99))]
    formulas = [
        {"type": "formula", "formula": f"{name} + {name}", "as": f"f{number}"}
        for number, name in enumerate(names)
    ]
    query = {"select": [aggregation("count"), *formulas]}
    reply = await space.send("POST", "/query/events", query)
    assert reply.status == 200, reply.text
    [row] = reply.json["data"]["result"]
    assert [row[f"f{number}"] for number in range(100)] == [2.0 ** (n + 1) for n in range(100)]
