"""The organizations and projects that have rows or keys, found by seeks in indexes."""

from collections import defaultdict

from evsrv.core.datasets import DATASETS, Dataset
from evsrv.engine.contents import Places
from evsrv.postgresql.session import Session


async def list_places(session: Session) -> Places:
    """Return the organizations of a database, and the projects of each."""
    places: defaultdict[str, set[str | None]] = defaultdict(set)
    for dataset in DATASETS.values():
        for organization in await list_organizations(session, dataset):
            places[organization] |= await _list_projects(session, dataset, organization)
    keys = await session.fetch(
        "SELECT DISTINCT organization_id, project_id FROM api_keys WHERE revoked_at IS NULL"
    )
    for organization, project in keys:
        # A key without a project is for all of them.
        places[organization] |= set() if project is None else {project}
    return {organization: frozenset(places[organization]) for organization in sorted(places)}


async def list_organizations(session: Session, dataset: Dataset) -> list[str]:
    """Return the organizations that have rows in a dataset."""
    return await _distinct(session, dataset, "organization_id", "true")


async def _list_projects(session: Session, dataset: Dataset, organization: str) -> set[str | None]:
    has_others = await session.fetchval(
        f"""
        SELECT EXISTS (
            SELECT FROM {dataset.name} WHERE organization_id = $1 AND project_id IS NULL
        )
        """,  # noqa: S608 - constant names
        organization,
    )
    projects = await _distinct(session, dataset, "project_id", "organization_id = $1", organization)
    return {*projects, *([None] if has_others else [])}


async def _distinct(
    session: Session, dataset: Dataset, column: str, condition: str, *parameters: str
) -> list[str]:
    """Return the values of a column in the rows under a condition, except null."""
    # DISTINCT would read the whole index; this is one seek for each value.
    smallest = f"SELECT min({column}) FROM {dataset.name} WHERE {condition}"  # noqa: S608
    found = []
    value: str | None = await session.fetchval(smallest, *parameters)
    while value is not None:
        found.append(value)
        value = await session.fetchval(
            f"{smallest} AND {column} > ${len(parameters) + 1}", *parameters, value
        )
    return found
