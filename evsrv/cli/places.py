"""The organization and project that a command is for: named, or the only ones of the file."""

from collections.abc import Collection, Iterable
from contextlib import closing
from pathlib import Path

import click

from evsrv.cli.postgresql import care_of
from evsrv.cli.progress import note
from evsrv.core.dsn import Dsn
from evsrv.core.errors import clip, nearest, unknown
from evsrv.core.scope import Scope
from evsrv.engine.contents import Places
from evsrv.sqlite.maintenance.places import list_places
from evsrv.sqlite.opening import open_unchanged


def known_scope(db: Path | Dsn, organization: str | None, project: str | None) -> Scope:
    """Return the scope of these names in a database that has them.

    The organization may be left away if there is only one; no project is the whole organization.
    Raises `ClickException` if the database does not know a name.
    """
    places = _places(db)
    if not places:
        raise click.ClickException(
            f"{db} has no events and no keys yet; `evsrv keys create` makes a key to send events,"
            " `evsrv seed` makes demo data"
        )
    organization = organization or _only_organization(places)
    if organization not in places:
        raise click.ClickException(unknown("organization", organization, places))
    if project is not None and project not in places[organization]:
        raise click.ClickException(_unknown_project(project, organization, places))
    return Scope(organization, project)


def place_of_import(db: Path, organization: str | None, project: str | None) -> Scope:
    """Return the organization of an import, and the project of a line that names none.

    The file may be missing. A name that is new to it is taken; if it is much like a known one, a
    note says so.
    """
    places = _places(db) if db.exists() and db.stat().st_size else {}
    organization = organization or _only_organization(places)
    projects = places.get(organization, frozenset())
    _note_if_near("organization", organization, places)
    if project is not None:
        _note_if_near("project", project, _names(projects))
    elif len(projects) == 1:
        (project,) = projects
    return Scope(organization, project)


def _places(db: Path | Dsn) -> Places:
    if isinstance(db, Dsn):
        return care_of(db).places()
    with closing(open_unchanged(db)) as connection:
        return list_places(connection)


def _only_organization(places: Places) -> str:
    if len(places) != 1:
        reason = (
            f"the database has several: {', '.join(places)}"
            if places
            else "the database has none yet, so take any name"
        )
        raise click.UsageError(f"name one with --organization; {reason}")
    (organization,) = places
    return organization


def _unknown_project(project: str, organization: str, places: Places) -> str:
    known = _names(places[organization])
    if not known:
        return f"{clip(organization)} has no project; leave --project away"
    return unknown("project", project, known)


def _names(projects: Iterable[str | None]) -> list[str]:
    return sorted(project for project in projects if project is not None)


def _note_if_near(noun: str, name: str, known: Collection[str]) -> None:
    if name not in known and (near := nearest(name, sorted(known))):
        note(f"note: {clip(name)} is a new {noun} here; the nearest known one is {clip(near[0])}")
