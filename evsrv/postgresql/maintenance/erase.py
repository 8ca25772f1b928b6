"""Deleting the rows that pass a filter, or those of one person, beside running servers."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson

from evsrv.core.datasets import CONVERSATIONS, EVENTS, FEEDBACK, Dataset
from evsrv.core.message import USER_ROLE
from evsrv.core.scope import Scope
from evsrv.core.sql import Sql, bind, join, sql
from evsrv.postgresql.compiler.clock import Clock
from evsrv.postgresql.compiler.predicates import render_predicate
from evsrv.postgresql.compiler.where import render_scope, render_where
from evsrv.postgresql.connections import Connections
from evsrv.postgresql.maintenance.deletion import STEP_ROWS, Deletion, identity_of
from evsrv.postgresql.maintenance.steps import STATEMENT_SECONDS
from evsrv.postgresql.session import Session
from evsrv.query.plan import Plan

_BATCH_OTHERS = 50
"""Conversations or feedback that are read at a time. The snapshot waits while they are deleted,
each perhaps in a step of its own, and a transaction that waits for minutes is ended."""

# The JSON of messages is text, which no query reads.
_MESSAGES_OF_USERS = """
    SELECT conversation, properties::jsonb AS properties, user_properties::jsonb AS user_properties
    FROM messages WHERE organization_id = {} AND role = {}
"""


async def count_found(
    connections: Connections, plans: Sequence[Plan], *, of_person: bool
) -> Mapping[Dataset, int]:
    """Return the number of rows that an erasure would delete, by dataset, without messages."""
    counts = {}
    async with connections.snapshot(STATEMENT_SECONDS) as session:
        conditions = await _conditions(session, plans, of_person=of_person)
        for dataset, condition in conditions.items():
            ((counts[dataset],),) = await session.rows(_select("count(*)", dataset, condition))
    return counts


async def erase(
    connections: Connections,
    plans: Sequence[Plan],
    *,
    of_person: bool,
    done: Callable[[int], None] = lambda _: None,
) -> Mapping[Dataset, int]:
    """Delete the rows that pass the filters of plans, one a dataset; return how many by dataset.

    The plans have one scope. If the rows are to be `of_person`, a conversation counts also if a
    message of a user passes. The feedback that belongs to these conversations is deleted with them,
    and counts. Then the property keys that are left without an event are removed. `done` is called
    with the number of rows that each step deleted.

    The rows are those of the snapshot at the start: what is stored later stays.
    """
    async with connections.snapshot(STATEMENT_SECONDS) as session:
        conditions = await _conditions(session, plans, of_person=of_person)
        deletion = Deletion(connections, conditions.keys(), done)
        for dataset in deletion.order:
            await _erase(session, deletion, dataset, plans[0].scope, conditions[dataset])
    await deletion.remove_unused_keys(full=True)
    return deletion.deleted


async def _erase(
    session: Session, deletion: Deletion, dataset: Dataset, scope: Scope, condition: Sql
) -> None:
    columns = ", ".join(f"e.{column}" for column in identity_of(dataset))
    query = _select(columns, dataset, condition)
    size = STEP_ROWS if dataset is EVENTS else _BATCH_OTHERS
    async for batch in session.batches(query, size):
        for due in _still_there(dataset, batch):
            step = await deletion.step(dataset, scope.organization_id, due, waits=True)
            while step.deleted:
                step = await deletion.step(dataset, scope.organization_id, due, waits=True)


async def count_rows(connections: Connections, dataset: Dataset, scope: Scope) -> int:
    """Return the number of rows of a scope."""
    query = _select("count(*)", dataset, join(" AND ", render_scope(scope)))
    async with connections.snapshot(STATEMENT_SECONDS) as session:
        ((count,),) = await session.rows(query)
    return int(count)


async def _conditions(
    session: Session, plans: Sequence[Plan], *, of_person: bool
) -> dict[Dataset, Sql]:
    """Render the conditions on the rows; feedback is there if it goes with conversations."""
    conditions = {plan.dataset: _condition(plan, of_person=of_person) for plan in plans}
    if CONVERSATIONS not in conditions:
        return conditions
    conversations = _select("e.number", CONVERSATIONS, conditions[CONVERSATIONS])
    ((has_conversations,),) = await session.rows(sql("SELECT EXISTS ({})", conversations))
    if has_conversations:
        joined = sql(
            "e.organization_id = {} AND e.conversation IN ({})",
            bind(plans[0].scope.organization_id),
            conversations,
        )
        given = conditions.get(FEEDBACK)
        conditions[FEEDBACK] = joined if given is None else sql("(({}) OR ({}))", given, joined)
    return conditions


def _condition(plan: Plan, *, of_person: bool) -> Sql:
    clock = Clock.for_plan(plan)
    passes = render_where(plan, clock)
    if not of_person or plan.dataset is not CONVERSATIONS:
        return passes
    messages = sql(_MESSAGES_OF_USERS, bind(plan.scope.organization_id), bind(USER_ROLE))
    return sql(
        "(({}) OR ({} AND e.number IN (SELECT e.conversation FROM ({}) AS e WHERE {})))",
        passes,
        join(" AND ", render_scope(plan.scope)),
        messages,
        render_predicate(plan.where, clock),
    )


def _select(columns: str, dataset: Dataset, condition: Sql) -> Sql:
    return sql("SELECT {} FROM {} AS e WHERE {}", Sql(columns), Sql(dataset.name), condition)


def _still_there(dataset: Dataset, batch: Sequence[Sequence[Any]]) -> list[Sql]:
    """Return the conditions on the rows of a batch."""
    if dataset is not EVENTS:
        numbers = orjson.dumps([number for (number,) in batch]).decode()
        return [
            sql(
                "e.number IN (SELECT value::bigint FROM"
                " jsonb_array_elements_text({}::jsonb) AS number (value))",
                bind(numbers),
            )
        ]
    ids: defaultdict[str | None, list[str]] = defaultdict(list)
    for id_, project in batch:
        ids[project].append(id_)
    return [
        sql(
            "e.id IN (SELECT value FROM jsonb_array_elements_text({}::jsonb) AS id (value))"
            " AND e.project_id IS NOT DISTINCT FROM {}::text",
            bind(orjson.dumps(of_project).decode()),
            bind(project),
        )
        for project, of_project in ids.items()
    ]
