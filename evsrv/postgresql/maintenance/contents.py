"""Reading the contents of a database in numbers."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from evsrv.core.datasets import DATASETS, Dataset
from evsrv.engine.contents import MAX_TYPES, Contents, Group, Places, Project, Size
from evsrv.postgresql.connections import Connections
from evsrv.postgresql.maintenance.projects import list_places
from evsrv.postgresql.maintenance.steps import STATEMENT_SECONDS
from evsrv.postgresql.schema_versions import MIGRATIONS, SCHEMA
from evsrv.postgresql.session import Session

_TYPES = """
    SELECT organization_id, project_id, type, count(*) AS rows, min({time}), max({time})
    FROM {table} GROUP BY organization_id, project_id, type
    ORDER BY organization_id, project_id NULLS FIRST, rows DESC, type
"""
# The table itself is what no index has: also its long values, which are stored apart.
_SIZES = """
    SELECT of_table.relname, NULL AS index,
        pg_total_relation_size(of_table.oid) - pg_indexes_size(of_table.oid) AS bytes
    FROM pg_class AS of_table
    WHERE of_table.relnamespace = $1::regnamespace AND of_table.relkind IN ('r', 'p')
    UNION ALL
    SELECT of_table.relname, of_index.relname, pg_total_relation_size(of_index.oid)
    FROM pg_index
        JOIN pg_class AS of_table ON of_table.oid = pg_index.indrelid
        JOIN pg_class AS of_index ON of_index.oid = pg_index.indexrelid
    WHERE of_table.relnamespace = $1::regnamespace
    ORDER BY bytes DESC, 1, 2
"""


async def read_contents(connections: Connections) -> Contents:
    """Read the contents of a database in one snapshot."""
    async with connections.snapshot(STATEMENT_SECONDS) as session:
        groups = [
            group for dataset in DATASETS.values() for group in await _groups(session, dataset)
        ]
        order = list(DATASETS.values())
        groups.sort(
            key=lambda one: (one.organization_id, one.project_id or "", order.index(one.dataset))
        )
        return Contents(
            version=await session.fetchval("SELECT max(version) FROM versions"),
            newest_version=len(MIGRATIONS),
            bytes=await session.fetchval("SELECT pg_database_size(current_database())"),
            groups=tuple(groups),
            empty_places=tuple(_empty_places(await list_places(session), groups)),
            sizes=tuple(Size(*row) for row in await session.fetch(_SIZES, SCHEMA)),
        )


async def _groups(session: Session, dataset: Dataset) -> list[Group]:
    query = _TYPES.format(time=dataset.time_field.column, table=dataset.name)
    found: defaultdict[Project, list[tuple[str, int, int, int]]] = defaultdict(list)
    for organization, project, *types in await session.fetch(query):
        found[organization, project].append((types[0], types[1], types[2], types[3]))
    return [_group(place, dataset, types) for place, types in found.items()]


def _group(place: Project, dataset: Dataset, types: Collection[tuple[str, int, int, int]]) -> Group:
    most: Mapping[str, int] = {type_: rows for type_, rows, _, _ in [*types][:MAX_TYPES]}
    return Group(
        *place,
        dataset,
        rows=sum(rows for _, rows, _, _ in types),
        first=min(first for _, _, first, _ in types),
        last=max(last for _, _, _, last in types),
        types=most,
    )


def _empty_places(places: Places, groups: Collection[Group]) -> Iterator[Project]:
    for organization, projects in places.items():
        filled = {one.project_id for one in groups if one.organization_id == organization}
        for project in sorted(name for name in projects if name is not None):
            if project not in filled:
                yield organization, project
        if not filled and not projects:
            yield organization, None
