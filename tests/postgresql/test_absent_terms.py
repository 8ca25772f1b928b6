"""Terms without SQL for PostgreSQL are unknown words of a server on it."""

import pytest
from support.engines import DATABASE_ENGINE
from support.events import aggregation, condition, field
from support.server import Json, Server

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize(DATABASE_ENGINE, ["postgresql"], indirect=True, scope="session"),
]

OPERATORS = ("containsIgnoreCase", "startsWithIgnoreCase", "endsWithIgnoreCase", "matches")
FUNCTIONS = ("lower", "domain")


@pytest.mark.parametrize(
    ("name", "query", "pointer", "kind"),
    [
        *(
            (name, {"where": condition("type", name, "a")}, "/where/condition/operator", "operator")
            for name in OPERATORS
        ),
        *(
            (name, {"select": [{**field("type"), "apply": name}]}, "/select/0/apply", "function")
            for name in FUNCTIONS
        ),
    ],
)
async def test_absent_term_is_refused_as_unknown(
    shared_server: Server, name: str, query: Json, pointer: str, kind: str
) -> None:
    space = await shared_server.space(f"absent {name}")
    (issue,) = (await space.refused(query))["errors"]
    assert issue["pointer"] == pointer
    assert issue["message"].startswith(f"unknown {kind} {name!r}; ")


async def test_vocabulary_has_no_absent_term(shared_server: Server) -> None:
    space = await shared_server.space("absent from the vocabulary")
    terms = (await space.send("GET", "/query/vocabulary")).json["terms"]
    names = {term["name"] for term in terms}
    assert names.isdisjoint((*OPERATORS, *FUNCTIONS))
    assert names >= {"contains", "length", "p95"}


async def test_aggregation_of_arrays_is_answered_by_a_new_connection(
    shared_server: Server,
) -> None:
    """The driver's own question for a new type needs a right that no reader has."""
    space = await shared_server.space("arrays")
    assert await space.rows({"select": [aggregation("median", "createdAt")]}) != []
