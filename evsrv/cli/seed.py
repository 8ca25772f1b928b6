"""`evsrv seed`."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from evsrv.cli import options
from evsrv.cli.bulk_append import bulk_append
from evsrv.cli.progress import progress
from evsrv.config import load_settings
from evsrv.core.timestamps import explain_timestamp, now, parse_timestamp
from evsrv.ingest import EventReader
from evsrv.seeding import DEFAULT_UNTIL, generate_events


def _until(_context: click.Context, _parameter: click.Parameter, value: str) -> datetime:
    if value == "now":
        return datetime.now(UTC)
    instant = parse_timestamp(value)
    if instant is None:
        reason = explain_timestamp(value)
        raise click.BadParameter(f"{value!r} is neither an ISO 8601 date or time nor 'now'{reason}")
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=instant)


@click.command("seed")
@options.db
@options.config
@click.option("--events", type=click.IntRange(0), default=50_000, show_default=True)
@click.option("--days", type=click.IntRange(1), default=90, show_default=True)
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True)
@click.option("--organization", default="demo", show_default=True, callback=options.name)
@click.option("--project", default="demo", show_default=True, callback=options.name)
@click.option(
    "--until",
    callback=_until,
    default=DEFAULT_UNTIL.date().isoformat(),
    show_default=True,
    help="The end of the days: an ISO 8601 date or time, or 'now'.",
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
) -> None:
    """Fill a database with believable events.

    The same options give the same events, so that a second run finds all of them there. The
    database file is made where it is missing.
    """
    file = load_settings({"db": db}, os.environ, config).db
    try:
        documents = generate_events(events=events, days=days, seed=seed, until=until)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    reader = EventReader()
    received = now()
    rows = (
        reader.read(
            document,
            organization_id=organization,
            project_id=project,
            integration_id=None,
            now=received,
        )
        for document in documents
    )
    with progress("Seeding", events) as done:
        tally = bulk_append(file, rows, done)
    click.echo(f"{file}: {tally.stored} events stored, {tally.duplicates} duplicates", err=True)
