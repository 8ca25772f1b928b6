"""Whether a database has all rows of another one: by counts and checksums, then by rows."""

from collections.abc import Mapping, Sequence
from typing import Any

import click
from attrs import define, field

from evsrv.cli.progress import progress
from evsrv.cli.tables import as_table
from evsrv.core.errors import clip
from evsrv.engine.row_sums import PartOfOrganization, RowSum, RowSums, add_rows
from evsrv.engine.transfer import TransferReader
from evsrv.engine.transfer_parts import PARTS, Part

_COLUMNS = ("dataset", "organization", "rows", "checksum")
_MAX_SHOWN_IDS = 5


@define
class _Ids:
    """The first ids of some rows, and the number of the rows."""

    count: int = 0
    first: list[str] = field(factory=list)

    def add(self, id_: str) -> None:
        self.count += 1
        if len(self.first) < _MAX_SHOWN_IDS:
            self.first.append(clip(id_))

    def __str__(self) -> str:
        more = ", ..." if self.count > len(self.first) else ""
        return f"{self.count}: {', '.join(self.first)}{more}"


async def sum_with_progress(reader: TransferReader, verb: str) -> RowSums:
    """Return the sums of all that is stored."""
    sums: RowSums = RowSums(RowSum)
    for part in PARTS:
        with progress(f"{verb} {part.name}", await reader.count(part)) as done:
            async for batch in reader.batches(part):
                add_rows(sums, part, list(map(part.normal, batch)))
                done(len(batch))
    return sums


def print_sums(sums: RowSums) -> None:
    """Print the sums of a database by part and organization."""
    click.echo(as_table(_COLUMNS, [_row(sums, place) for place in _places(sums)]))


def unequal_sums(source: RowSums, target: RowSums) -> set[PartOfOrganization]:
    """Print the sums of the source; return where those of the target differ.

    Organizations that only the target has do not count.
    """
    organizations = {organization for _, organization in source}
    stored = RowSums(
        RowSum, {place: one for place, one in target.items() if place[1] in organizations}
    )
    unequal = set()
    rows = []
    for place in _places({**source, **stored}):
        is_equal = source[place] == stored[place]
        if not is_equal:
            unequal.add(place)
        outcome = "equal" if is_equal else f"different: {stored[place].rows} rows"
        rows.append([*_row(source, place), outcome])
    click.echo(as_table((*_COLUMNS, "in the target"), rows))
    return unequal


def _places(sums: Mapping[PartOfOrganization, RowSum]) -> list[PartOfOrganization]:
    """Return the places in the order of the parts, then of the organizations."""
    names = [part.name for part in PARTS]
    return sorted(sums, key=lambda place: (names.index(place[0]), place[1]))


def _row(sums: RowSums, place: PartOfOrganization) -> list[Any]:
    name, organization = place
    return [name, organization, sums[place].rows, sums[place].shown]


async def name_differences(
    source: TransferReader, target: TransferReader, unequal: set[PartOfOrganization]
) -> None:
    """Print the first ids of the rows that differ in these places."""
    for part in PARTS:
        organizations = {organization for name, organization in unequal if name == part.name}
        if organizations:
            found = await _compare(source, target, part, organizations)
            for what, by_organization in found.items():
                for organization, ids in sorted(by_organization.items()):
                    click.echo(f"{part.name} of {clip(organization)}, {what}: {ids}")


async def _compare(
    source: TransferReader, target: TransferReader, part: Part[Any], organizations: set[str]
) -> dict[str, dict[str, _Ids]]:
    missing: dict[str, _Ids] = {}
    different: dict[str, _Ids] = {}
    extra: dict[str, _Ids] = {}
    async for batch in source.batches(part):
        rows = [part.normal(row) for row in batch if part.organization(row) in organizations]
        stored = await _stored(target, part, rows)
        for row in rows:
            id_ = part.identity(row)
            if id_ not in stored:
                _add(missing, part, row)
            elif stored[id_] != row:
                _add(different, part, row)
    async for batch in target.batches(part):
        rows = [row for row in batch if part.organization(row) in organizations]
        known = await _stored(source, part, rows)
        for row in rows:
            if part.identity(row) not in known:
                _add(extra, part, row)
    return {
        "missing in the target": missing,
        "different in the target": different,
        "only in the target": extra,
    }


async def _stored(reader: TransferReader, part: Part[Any], rows: Sequence[Any]) -> dict[Any, Any]:
    found = map(part.normal, await reader.find(part, rows))
    return {part.identity(row): row for row in found}


def _add(ids: dict[str, _Ids], part: Part[Any], row: Any) -> None:
    ids.setdefault(part.organization(row), _Ids()).add(part.identity(row)[2])
