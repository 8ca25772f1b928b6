"""`evsrv seed`."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from evsrv.cli import options
from evsrv.cli.bulk_datasets import BULKS
from evsrv.cli.bulk_store import BulkItem, BulkResult, bulk_store
from evsrv.cli.help import Command, examples
from evsrv.cli.postgresql import require_file_database
from evsrv.cli.progress import progress
from evsrv.config import load_settings
from evsrv.core.datasets import DATASETS, EVENTS, Dataset
from evsrv.core.scope import Scope
from evsrv.core.timestamps import explain_timestamp, now, parse_timestamp
from evsrv.seeding import DEFAULT_UNTIL, PROFILES, generate
from evsrv.seeding.profile import Document


def _until(_context: click.Context, _parameter: click.Parameter, value: str) -> datetime:
    if value == "now":
        return datetime.now(UTC)
    instant = parse_timestamp(value)
    if instant is None:
        reason = explain_timestamp(value)
        raise click.BadParameter(
            f"{value!r} is neither a date or time such as 2026-01-31 nor 'now'{reason}"
        )
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=instant)


@click.command(
    "seed",
    cls=Command,
    short_help="Fill a file with demo data.",
    epilog=examples(
        "seed --db demo.db",
        "seed --db demo.db --events 1000 --days 7 --until now",
    ),
)
@options.db
@options.config
@click.option(
    "--events", type=click.IntRange(0), default=50_000, show_default=True, help="Number of events."
)
@click.option(
    "--days",
    type=click.IntRange(1),
    default=90,
    show_default=True,
    help="Days over which they are spread.",
)
@click.option(
    "--seed",
    type=click.IntRange(0),
    default=1,
    show_default=True,
    help="Another number gives other data.",
)
@click.option(
    "--organization",
    default="demo",
    show_default=True,
    callback=options.name,
    help="Organization of the rows.",
)
@click.option(
    "--project",
    default="demo",
    show_default=True,
    callback=options.name,
    help="Project of the rows.",
)
@click.option(
    "--until",
    callback=_until,
    default=DEFAULT_UNTIL.date().isoformat(),
    show_default=True,
    help="The end of the days: an ISO 8601 date or time, or 'now'.",
)
@click.option(
    "--profile",
    type=click.Choice(tuple(PROFILES)),
    default=next(iter(PROFILES)),
    show_default=True,
    help="A site with senders of several kinds, or with the hosted API's chat widget alone.",
)
def command(
    db: Path | None,
    config: Path | None,
    events: int,
    days: int,
    seed: int,
    organization: str,
    project: str,
    until: datetime,
    profile: str,
) -> None:
    """Fill a database with believable events, and their conversations and feedback.

    The same options give the same data, so that a second run finds all of it there. The database
    file is made where it is missing.
    """
    settings = load_settings({"db": db}, os.environ, config)
    file = require_file_database(settings, "seed a file, and copy it with evsrv copy")
    try:
        documents = generate(
            events=events, days=days, seed=seed, until=until, profile=PROFILES[profile]
        )
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    with progress("Seeding", events) as done:
        results = store_documents(file, documents, Scope(organization, project), done)
    for dataset in DATASETS.values():
        result = results[dataset]
        click.echo(
            f"{file}: {result.stored} {dataset.name} stored, {result.duplicates} duplicates",
            err=True,
        )


def store_documents(
    file: Path,
    documents: Iterable[tuple[Dataset, Document]],
    scope: Scope,
    done: Callable[[int], None],
) -> Mapping[Dataset, BulkResult]:
    """Store generated documents; `done` is called with 1 for each event, and 0 for others."""
    bulks = {dataset: make() for dataset, make in BULKS.items()}
    received = now()

    def items() -> Iterator[BulkItem]:
        for dataset, document in documents:
            done(dataset is EVENTS)
            bulk = bulks[dataset]
            sent = bulk.read(
                document,
                organization_id=scope.organization_id,
                project_id=scope.project_id,
                integration_id=None,
                now=received,
            )
            yield BulkItem(bulk, sent)

    return bulk_store(file, items())
