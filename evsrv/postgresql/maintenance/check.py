"""Checking a database from end to end, also while others use it. Nothing is written to it."""

from collections.abc import Iterable, Mapping, Sequence

from evsrv.core.errors import clip
from evsrv.core.sql import Sql
from evsrv.engine.check_report import MAX_PROBLEMS, Finding, Report
from evsrv.postgresql.connections import Connections
from evsrv.postgresql.maintenance.check_rows import (
    CONVERSATION_QUERIES,
    FEEDBACK_QUERIES,
    MESSAGE_QUERIES,
    PROPERTY_KEY_QUERIES,
    RowCheck,
)
from evsrv.postgresql.maintenance.check_schema import schema_problems, table_problems
from evsrv.postgresql.maintenance.check_walls import wall_problems
from evsrv.postgresql.maintenance.steps import STATEMENT_SECONDS
from evsrv.postgresql.schema_versions import MIGRATIONS
from evsrv.postgresql.session import Session

_ROW_CHECKS: Mapping[str, Sequence[RowCheck]] = {
    "json": MESSAGE_QUERIES,
    "property keys": PROPERTY_KEY_QUERIES,
    "conversations": CONVERSATION_QUERIES,
    "feedback": FEEDBACK_QUERIES,
}
_TABLES = ("events", "conversations", "messages", "feedback", "api_keys", "property_keys")


async def check_database(connections: Connections) -> Report:
    """Check a database of this program's version in one snapshot."""
    async with connections.snapshot(STATEMENT_SECONDS) as session:
        unreadable = await table_problems(session)
        findings = [
            _finding("schema", [*unreadable, *await schema_problems(session)]),
            _finding("roles and views", await wall_problems(session)),
        ]
        counts: dict[str, int] = {}
        if not unreadable:
            for name, checks in _ROW_CHECKS.items():
                findings.append(_finding(name, await _row_problems(session, checks)))
            for table in _TABLES:
                query = Sql(f"SELECT count(*) FROM {table}")  # noqa: S608 - constant names
                ((counts[table],),) = await session.rows(query)
        return Report(
            version=await session.fetchval("SELECT max(version) FROM versions"),
            newest_version=len(MIGRATIONS),
            counts=counts,
            findings=tuple(findings),
            ok=not any(finding.problems for finding in findings),
        )


def _finding(check: str, problems: Iterable[str]) -> Finding:
    found = tuple(problems)
    more = len(found) - MAX_PROBLEMS
    return Finding(check, (*found[:MAX_PROBLEMS], *([f"and {more} more"] if more > 0 else [])))


async def _row_problems(session: Session, checks: Sequence[RowCheck]) -> list[str]:
    problems = []
    for check in checks:
        # One row more than are shown of a million.
        rows = await session.fetch(f"{check.query} LIMIT {MAX_PROBLEMS + 1}")
        problems += [
            check.problem.format(
                *(value if isinstance(value, int) else _name(value) for value in row)
            )
            for row in rows
        ]
    return problems


def _name(value: str | None) -> str:
    return "none" if value is None else clip(value)
