"""A server on PostgreSQL refuses terms without SQL for it, with the reason."""

import pytest
from support.engines import DATABASE_ENGINE
from support.events import aggregation, condition
from support.server import Server

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize(DATABASE_ENGINE, ["postgresql"], indirect=True, scope="session"),
]


async def test_absent_term_is_refused_with_the_reason(shared_server: Server) -> None:
    space = await shared_server.space("an absent term")
    (issue,) = (await space.refused({"where": condition("type", "matches", "a")}))["errors"]
    assert issue["pointer"] == "/where/condition/operator"
    start = "postgresql does not have the operator 'matches', because its patterns are those of RE2"
    assert issue["message"].startswith(start)


async def test_vocabulary_has_no_absent_term(shared_server: Server) -> None:
    space = await shared_server.space("absent from the vocabulary")
    terms = (await space.send("GET", "/query/vocabulary")).json["terms"]
    names = {term["name"] for term in terms}
    assert "matches" not in names
    assert names >= {"contains", "length", "p95"}


async def test_aggregation_of_arrays_is_answered_by_a_new_connection(
    shared_server: Server,
) -> None:
    """The driver's own question for a new type needs a right that no reader has."""
    space = await shared_server.space("arrays")
    assert await space.rows({"select": [aggregation("median", "createdAt")]}) != []
