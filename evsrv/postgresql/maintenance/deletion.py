"""Deleting rows of datasets in small steps, with all that depends on them."""

from collections.abc import Callable, Collection, Mapping

from attrs import frozen

from evsrv.core.datasets import CONVERSATIONS, EVENTS, FEEDBACK, Dataset
from evsrv.core.sql import Sql, bind, join, sql
from evsrv.postgresql.connections import Connections
from evsrv.postgresql.maintenance.steps import throttled_step
from evsrv.postgresql.maintenance.unused_keys import list_key_rows, remove_unused_keys
from evsrv.postgresql.property_keys import DOCUMENT_COLUMNS, KeyRow
from evsrv.postgresql.session import Record, Session
from evsrv.postgresql.write_lock import lock_organization

STEP_ROWS = 500
"""Rows that one transaction deletes; it takes milliseconds."""

_ORDER = (FEEDBACK, CONVERSATIONS, EVENTS)
"""Feedback first: the deletion of a conversation takes the feedback joined to it along."""


@frozen
class _Table:
    """The parts of a dataset's table that its deletion needs."""

    identity: tuple[str, ...]
    """The columns that tell a row from the others of its organization."""
    deleted_rows: str
    """How many rows the deletion of one takes, as SQL with a place for the organization.

    Citus locks rows only if each table has a condition for the organization itself.
    """
    changes_joins: bool
    """Whether feedback is joined to its rows, or it to others."""


_TABLES: Mapping[Dataset, _Table] = {
    EVENTS: _Table(("id", "project_id"), "1", changes_joins=False),
    CONVERSATIONS: _Table(
        ("number",),
        """
        1 + (
            SELECT count(*) FROM messages
            WHERE messages.organization_id = {} AND conversation = e.number
        )
        """,
        changes_joins=True,
    ),
    FEEDBACK: _Table(("number",), "1", changes_joins=True),
}
_KEYS = "".join(
    f", ARRAY(SELECT jsonb_object_keys(e.{column})) AS {column}"
    for column in DOCUMENT_COLUMNS.values()
)
_WITHOUT_KEYS = "".join(f", '{{}}'::text[] AS {column}" for column in DOCUMENT_COLUMNS.values())


def identity_of(dataset: Dataset) -> tuple[str, ...]:
    """Return the columns that tell a row from the others of its organization."""
    return _TABLES[dataset].identity


@frozen
class Step:
    """The rows that one transaction has deleted."""

    deleted: int
    last_age: int | None
    """The value of the `age_column` of the youngest of them."""


class Deletion:
    """Deletes rows of datasets, then the property keys that no event has any more.

    Conversations are deleted with their messages and feedback. PostgreSQL's errors are raised;
    completed steps stay. Several deletions may run at once, also in other processes.
    """

    def __init__(
        self,
        connections: Connections,
        datasets: Collection[Dataset],
        done: Callable[[int], None] = lambda _: None,
    ) -> None:
        """Delete from these datasets; `done` is called with the rows that each step deleted."""
        self._connections = connections
        self._done = done
        self._deleted = dict.fromkeys(datasets, 0)
        self._unused: set[KeyRow] = set()

    @property
    def deleted(self) -> Mapping[Dataset, int]:
        """Return the number of deleted rows by dataset."""
        return self._deleted

    @property
    def order(self) -> list[Dataset]:
        """Return the datasets in the order in which they must be deleted from."""
        return [dataset for dataset in _ORDER if dataset in self._deleted]

    async def step(
        self, dataset: Dataset, organization: str, condition: Sql, *, waits: bool
    ) -> Step:
        """Delete the oldest rows `e` under a condition, at least one if there are any.

        Rows that another transaction changes are waited for or, unless it `waits`, left.
        """
        query = _delete_first(dataset, organization, condition, waits=waits)

        async def work(session: Session) -> list[Record]:
            if _TABLES[dataset].changes_joins:
                await lock_organization(session, organization)
            return list(await session.rows(query))

        rows = await throttled_step(self._connections, work)
        for row in rows:
            project = row["project_id"]
            for field, column in DOCUMENT_COLUMNS.items():
                self._unused.update((organization, project, field, key) for key in row[column])
        self._deleted[dataset] += len(rows)
        if rows:
            self._done(len(rows))
        return Step(len(rows), max((row["age"] for row in rows), default=None))

    async def remove_unused_keys(self, *, full: bool) -> None:
        """Remove the keys that no event has any more from `property_keys`.

        Those are the keys of the deleted events or, if `full`, also those that an interrupted
        deletion left.
        """
        if full and EVENTS in self._deleted:
            self._unused |= await list_key_rows(self._connections)
        await remove_unused_keys(self._connections, self._unused)


def _delete_first(dataset: Dataset, organization: str, condition: Sql, *, waits: bool) -> Sql:
    """Render the deletion of the oldest rows of an organization under a condition."""
    table = _TABLES[dataset]
    identity = ", ".join(f"e.{column}" for column in table.identity)
    same = (f"e.{column} IS NOT DISTINCT FROM taken.{column}" for column in table.identity[1:])
    return sql(
        """
        WITH due AS MATERIALIZED (
            SELECT {}, e.{} AS age, {} AS deleted_rows
            FROM {} AS e WHERE e.organization_id = {} AND {}
            ORDER BY age LIMIT {}::bigint FOR UPDATE OF e {}
        ), taken AS (
            SELECT * FROM (
                SELECT due.*, sum(deleted_rows) OVER (ORDER BY age, {}) - deleted_rows AS before
                FROM due
            ) AS due WHERE before < {}::bigint
        )
        DELETE FROM {} AS e USING taken
        WHERE e.organization_id = {} AND {}
        RETURNING e.project_id, taken.age{}
        """,
        Sql(identity),
        Sql(dataset.age_column),
        sql(table.deleted_rows, *[bind(organization)] * table.deleted_rows.count("{}")),
        Sql(dataset.name),
        bind(organization),
        condition,
        bind(STEP_ROWS),
        Sql("" if waits else "SKIP LOCKED"),
        Sql(", ".join(table.identity)),
        bind(STEP_ROWS),
        Sql(dataset.name),
        bind(organization),
        # The first column is compared in the plain way, for the index.
        join(" AND ", [Sql(f"e.{table.identity[0]} = taken.{table.identity[0]}"), *map(Sql, same)]),
        Sql(_KEYS if dataset is EVENTS else _WITHOUT_KEYS),
    )
