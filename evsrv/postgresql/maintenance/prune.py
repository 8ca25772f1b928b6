"""Deleting old rows in small steps, between which others write."""

from collections.abc import AsyncIterator, Callable, Mapping

from evsrv.core.datasets import Dataset
from evsrv.core.sql import Sql, bind, join, sql
from evsrv.engine.selection import Selection
from evsrv.postgresql.connections import Connections
from evsrv.postgresql.maintenance.deletion import Deletion
from evsrv.postgresql.maintenance.projects import list_organizations
from evsrv.postgresql.maintenance.steps import STATEMENT_SECONDS


async def count_selected(connections: Connections, selection: Selection) -> Mapping[Dataset, int]:
    """Return the number of rows of each dataset that a prune would delete.

    Messages, and feedback that would be deleted with its conversation only, do not count.
    """
    counts = {}
    async with connections.snapshot(STATEMENT_SECONDS) as session:
        for dataset in selection.datasets:
            rows = join(" AND ", _conditions(dataset, selection))
            query = sql("SELECT count(*) FROM {} AS e WHERE {}", Sql(dataset.name), rows)
            ((counts[dataset],),) = await session.rows(query)
    return counts


async def prune(
    connections: Connections,
    selection: Selection,
    *,
    full: bool = True,
    done: Callable[[int], None] = lambda _: None,
) -> Mapping[Dataset, int]:
    """Delete the selected rows, the oldest of an organization first; return how many by dataset.

    Conversations are deleted with their messages and feedback. Then the keys that no event has any
    more are removed from `property_keys`: those of the deleted events or, if `full`, also those
    that an interrupted prune left. `done` is called with the number of rows that each step deleted.

    Several servers may prune at once: each takes rows that no other one is deleting. A row that
    somebody changes at this moment is left to the next prune.
    """
    deletion = Deletion(connections, selection.datasets, done)
    for dataset in deletion.order:
        async for organization in _organizations(connections, dataset, selection):
            due = join(" AND ", _conditions(dataset, selection))
            step = await deletion.step(dataset, organization, due, waits=False)
            while step.last_age is not None:
                # The index has the deleted rows until a VACUUM, and must not be read from its start
                # in each step.
                later = sql("{} AND e.{} >= {}", due, Sql(dataset.age_column), bind(step.last_age))
                step = await deletion.step(dataset, organization, later, waits=False)
    await deletion.remove_unused_keys(full=full)
    return deletion.deleted


def _conditions(dataset: Dataset, selection: Selection) -> list[Sql]:
    conditions = [sql("e.{} < {}::bigint", Sql(dataset.age_column), bind(selection.before))]
    if selection.organization_id is not None:
        conditions.append(sql("e.organization_id = {}::text", bind(selection.organization_id)))
    if selection.project_id is not None:
        conditions.append(sql("e.project_id = {}::text", bind(selection.project_id)))
    return conditions


async def _organizations(
    connections: Connections, dataset: Dataset, selection: Selection
) -> AsyncIterator[str]:
    if selection.organization_id is not None:
        yield selection.organization_id
        return
    async with connections.snapshot(STATEMENT_SECONDS) as session:
        organizations = await list_organizations(session, dataset)
    for organization in organizations:
        yield organization
