"""`evsrv delete`."""

import asyncio
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path

import click

from evsrv.cli import options
from evsrv.cli.filters import person_filter, plan_rows, read_filter, where
from evsrv.cli.help import Command, examples
from evsrv.cli.places import known_scope
from evsrv.cli.postgresql import care_of
from evsrv.cli.progress import progress
from evsrv.cli.upgrade import upgrade
from evsrv.columnar.copy_folder import remove_copies
from evsrv.columnar.make_copies import folder_of_copies
from evsrv.config import load_settings
from evsrv.core.datasets import DATASETS, EVENTS, Dataset
from evsrv.core.dsn import Dsn
from evsrv.core.scope import Scope
from evsrv.database import terms_of_engine
from evsrv.language import load_vocabulary
from evsrv.query.plan import Plan
from evsrv.sqlite.connection import SqliteConnection
from evsrv.sqlite.engine import SqliteEngine
from evsrv.sqlite.maintenance.erase import Rows, count_rows, erase, find_rows
from evsrv.sqlite.maintenance.rewrite import rewrite
from evsrv.sqlite.opening import open_trusted_reader


@click.command(
    "delete",
    cls=Command,
    short_help="Delete the rows of a filter or of a person.",
    epilog=examples(
        "delete --user user-00042 --dry-run",
        'delete --where "$(cat filter.json)" --dry-run',
    ),
)
@options.db
@options.config
@options.plugins_dir
@options.known_organization
@options.project
@where
@click.option("--user", metavar="ID", help="A person's id, at any path of the setting user.")
@options.datasets("events with --where, all of them with --user")
@click.option("--dry-run", is_flag=True, help="Only count.")
@click.option(
    "--secure",
    is_flag=True,
    help="Also rewrite the file, so that nothing of the deleted rows is left in it or in its log.",
)
def command(
    db: Path | Dsn | None,
    config: Path | None,
    plugins_dir: Path | None,
    organization: str | None,
    project: str | None,
    where: str | None,
    user: str | None,
    datasets: tuple[Dataset, ...],
    dry_run: bool,
    secure: bool,
) -> None:
    """Delete the rows that pass a filter (--where), or everything of a person (--user).

    A person's are the rows whose id of a user is ID and the conversations in which a message of the
    role user has it, each with all its messages and feedback. A server may be using the database:
    rows are deleted in small steps. What is stored while the command runs stays. If it is
    interrupted, repeat it.

    With --secure writers wait while the file is rewritten. Backups and logs are not touched. A
    PostgreSQL database has no --secure: its VACUUM frees the space of deleted rows.
    """
    settings = load_settings({"db": db, "plugins_dir": plugins_dir}, os.environ, config)
    if user is not None and where is None:
        filter_ = person_filter(settings.user_paths, user)
        named = datasets or tuple(DATASETS.values())
    elif where is not None and user is None:
        filter_ = read_filter(where)
        named = datasets or (EVENTS,)
    else:
        raise click.UsageError("name the rows, either with --where or with --user")
    if secure and isinstance(settings.db, Dsn):
        raise click.UsageError(
            "--secure rewrites a database file; in PostgreSQL, VACUUM removes deleted rows, and"
            " archived WAL and backups keep them until they expire"
        )
    scope = known_scope(settings.db, organization, project)
    vocabulary = terms_of_engine(settings, load_vocabulary(settings))
    plans = [plan_rows(settings, vocabulary, dataset, filter_, scope) for dataset in named]
    of_person = user is not None
    if isinstance(settings.db, Dsn):
        _delete_from_postgresql(settings.db, plans, of_person=of_person, dry_run=dry_run)
        return
    upgrade(settings.file)

    def open_reader() -> SqliteConnection:
        return open_trusted_reader(settings.file, vocabulary.prepare_connection)

    with closing(open_reader()) as connection:
        rows = find_rows(connection, plans, of_person=of_person)
        before = _totals(connection, rows, scope)
    if dry_run:
        _report_found({dataset: len(numbers) for dataset, numbers in rows.items()}, before)
        return
    try:
        with progress("Deleting", sum(map(len, rows.values()))) as done:
            deleted = asyncio.run(_erase(settings.file, rows, done, secure=secure))
        if secure:
            rewrite(settings.file)
    finally:
        remove_copies(folder_of_copies(settings))
    with closing(open_reader()) as connection:
        after = _totals(connection, rows, scope)
    _report_deleted(deleted, before, after)


def _delete_from_postgresql(
    dsn: Dsn, plans: Sequence[Plan], *, of_person: bool, dry_run: bool
) -> None:
    care, scope = care_of(dsn), plans[0].scope
    found = care.count_found(plans, of_person=of_person)
    before = care.count_rows([*found], scope)
    if dry_run:
        _report_found(found, before)
        return
    with progress("Deleting", sum(found.values())) as done:
        deleted = care.erase(plans, of_person=of_person, done=done)
    _report_deleted(deleted, before, care.count_rows([*found], scope))


def _report_found(found: Mapping[Dataset, int], before: Mapping[Dataset, int]) -> None:
    for dataset, number in found.items():
        click.echo(f"{number} of {before[dataset]} {dataset.name} would be deleted")


def _report_deleted(
    deleted: Mapping[Dataset, int], before: Mapping[Dataset, int], after: Mapping[Dataset, int]
) -> None:
    for dataset, number in deleted.items():
        click.echo(
            f"{number} of {before[dataset]} {dataset.name} deleted, {after[dataset]} are left"
        )


async def _erase(
    path: Path, rows: Rows, done: Callable[[int], None], *, secure: bool
) -> Mapping[Dataset, int]:
    async with await SqliteEngine.open(path, readers=0) as engine:
        return await erase(engine, rows, secure=secure, done=done)


def _totals(connection: SqliteConnection, rows: Rows, scope: Scope) -> Mapping[Dataset, int]:
    return {dataset: count_rows(connection, dataset, scope) for dataset in rows}
