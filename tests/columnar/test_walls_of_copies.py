"""No answer of a copy has rows of another organization or project.

The rows of a copy are those that SQLite shows of one organization. The condition for a project is
rendered in one place: without it, every shape of a query shows the other projects.
"""

import json
import random
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from columnar.copying import Copying, make_events, open_copying
from evsrv.columnar import group_statement
from evsrv.core.scope import Scope

Json = Any
ROWS = 12
"""Of each tenant."""
TENANTS = [("red", "shop"), ("red", "blog"), ("blue", "shop"), ("blue", None)]
SCOPES = [Scope("red", "shop"), Scope("red", "blog"), Scope("blue", "shop"), Scope("red")]

COUNT = {"type": "aggregation", "aggregation": "count"}
USERS = {"type": "aggregation", "aggregation": "countDistinct", "field": "conversationId"}
DAY = {"type": "time", "timeUnit": "day"}
TYPE = {"field": "type"}
MARCH = "2026-03-01/2026-03-05"

SHAPES: dict[str, Json] = {
    "groups": {"select": [COUNT], "groupBy": [TYPE]},
    "path": {"select": [COUNT], "groupBy": [TYPE, {"field": "properties", "path": ["of"]}]},
    "native": {
        "select": [COUNT],
        "groupBy": [TYPE, {"field": "properties", "path": ["of"]}],
        "jsonValues": "native",
    },
    "having": {
        "select": [COUNT],
        "groupBy": [TYPE],
        "having": {"condition": {"field": "count", "operator": "gt", "value": 0}},
    },
    "formula": {
        "select": [COUNT, {"type": "formula", "formula": "count / 2", "as": "half"}],
        "groupBy": [TYPE],
    },
    "within": {"select": [COUNT, {**COUNT, "within": [], "as": "all"}], "groupBy": [TYPE]},
    "filled": {"select": [DAY, COUNT], "groupBy": [TYPE], "range": MARCH, "fill": True},
    "compared": {"select": [COUNT], "groupBy": [TYPE], "range": MARCH, "compare": "1 day"},
    "moving": {
        "select": [DAY, {**COUNT, "over": 2, "as": "two"}],
        "groupBy": [TYPE],
        "range": MARCH,
    },
    "moving users": {
        "select": [DAY, {**USERS, "over": 2, "as": "two"}],
        "groupBy": [TYPE],
        "range": MARCH,
    },
    "top": {"select": [COUNT], "groupBy": [{**TYPE, "top": {"limit": 3, "other": "rest"}}]},
    "top of users": {"select": [USERS], "groupBy": [{**TYPE, "top": {"limit": 3}}]},
}


def mark(organization: str, project: str | None) -> str:
    return f"{organization}-{project}"


def marks(scope: Scope) -> set[str]:
    return {
        mark(organization, project)
        for organization, project in TENANTS
        if organization == scope.organization_id and scope.project_id in (None, project)
    }


@pytest.fixture
async def tenants(db: Path) -> AsyncIterator[Copying]:
    """Rows of all tenants by turns, each with values that name its tenant."""
    async with open_copying(db, min_rows=0) as copying:
        for number in range(ROWS):
            for organization, project in TENANTS:
                name = mark(organization, project)
                await copying.engine.append(
                    make_events(
                        number,
                        1,
                        organization,
                        id=f"{name}-{number}",
                        project_id=project,
                        type=name,
                        conversation_id=f"{name} user {number % 4}",
                        properties=json.dumps({"of": name, name: number, "n": number}),
                    )
                )
        yield copying


def seen(rows: list[tuple[object, ...]]) -> set[str]:
    """Return the marks in the values of rows."""
    return {
        name
        for row in rows
        for value in row
        for name in (mark(*tenant) for tenant in TENANTS)
        if isinstance(value, str) and name in value
    }


@pytest.mark.parametrize("shape", SHAPES)
async def test_condition_of_a_project_is_the_only_wall_between_projects(
    tenants: Copying, monkeypatch: pytest.MonkeyPatch, shape: str
) -> None:
    query, scope = SHAPES[shape], Scope("red", "shop")
    for one in SCOPES:
        assert seen((await tenants.ask_copy(query, one)).rows) == marks(one)
    with monkeypatch.context() as open_wall:
        open_wall.setattr(group_statement, "render_scope", lambda _scope, _columns: iter(()))
        answer = await tenants.ask(query, scope)
    assert answer.engine == "duckdb"
    assert seen(answer.rows) == marks(Scope("red"))


async def test_copies_of_organizations_have_no_row_of_another_after_a_start(
    tenants: Copying, db: Path
) -> None:
    for scope in SCOPES:
        await tenants.ask_copy(SHAPES["groups"], scope)
    await tenants.save()
    await tenants.engine.close()
    async with open_copying(db, min_rows=0) as copying:
        # The other organization comes first now: it must not find the file of the one before.
        for scope in sorted(SCOPES, key=lambda one: one.organization_id):
            assert seen((await copying.ask_copy(SHAPES["path"], scope)).rows) == marks(scope)


def random_query(chance: random.Random) -> Json:
    paths = [["of"], ["n"], *([mark(*tenant)] for tenant in TENANTS)]
    query = chance.choice([*SHAPES.values()])
    if chance.random() < 0.5:
        at = {"field": "properties", "path": chance.choice(paths)}
        largest = {"type": "aggregation", "aggregation": "max", **at, "as": "largest"}
        query = {**query, "select": [*query["select"], largest]}
    if chance.random() < 0.6:
        query = {**query, "where": random_filter(chance, 3)}
    return query


def random_filter(chance: random.Random, depth: int) -> Json:
    if depth and chance.random() < 0.6:
        name = chance.choice(["and", "or", "not"])
        if name == "not":
            return {"not": random_filter(chance, depth - 1)}
        return {name: [random_filter(chance, depth - 1) for _ in range(chance.randrange(3))]}
    operator, value = chance.choice(
        [
            ("eq", "blue"),
            ("neq", "red"),
            ("gte", ""),
            ("in", ["blue-shop", "shop", None]),
            ("notIn", ["shop"]),
            ("isNull", None),
        ]
    )
    field = chance.choice(["projectId", "organizationId", "type", "messageId"])
    return {"condition": {"field": field, "operator": operator, "value": value}}


async def test_random_queries_of_alternating_scopes_see_no_other_tenant(tenants: Copying) -> None:
    chance = random.Random(20260302)
    rows_seen, copied = 0, 0
    for number in range(300):
        scope = chance.choice(SCOPES)
        answer = await tenants.ask(random_query(chance), scope)
        assert seen(answer.rows) <= marks(scope)
        rows_seen += len(answer.rows)
        copied += answer.engine == "duckdb"
        if number % 20 == 0:
            name = mark("red", "blog")
            await tenants.engine.append(
                make_events(100 + number, 1, "red", project_id="blog", type=name)
            )
        if answer.engine != "duckdb":
            await tenants.copies.settle()
    assert copied > 200
    assert rows_seen > 300
