"""`evsrv check`."""

import os
from collections.abc import Iterator
from pathlib import Path

import attrs
import click
import orjson

from evsrv.cli import options
from evsrv.cli.help import Command, examples
from evsrv.cli.postgresql import care_of
from evsrv.cli.progress import progress
from evsrv.config import load_settings
from evsrv.core.dsn import Dsn
from evsrv.engine.check_report import Report
from evsrv.sqlite.maintenance.check import check_file


@click.command(
    "check",
    cls=Command,
    short_help="Check a whole database for damage.",
    epilog=examples(
        "check",
        "check --db copy.db --json",
    ),
)
@options.db
@options.config
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def command(db: Path | Dsn | None, config: Path | None, as_json: bool) -> None:
    """Check the whole database; the exit status is 1 if there is a problem.

    The checks: SQLite's integrity check, the schema, all stored JSON, the table of property keys,
    the columns of promoted paths, each conversation against its messages, and the conversation of
    each feedback. Of PostgreSQL, which keeps its files sound itself: the schema with its indexes,
    constraints and functions, the roles and views that keep tenants apart, and the same tables. A
    server may be using the database, which is not changed.
    """
    database = load_settings({"db": db}, os.environ, config).db
    with progress("Checking", None) as done:
        report = (
            care_of(database).check() if isinstance(database, Dsn) else check_file(database, done)
        )
    if as_json:
        name = "database" if isinstance(database, Dsn) else "file"
        document = {name: str(database), **attrs.asdict(report)}
        click.echo(orjson.dumps(document, option=orjson.OPT_INDENT_2))
    else:
        click.echo("\n".join(_lines(database, report)))
    if not report.ok:
        raise click.exceptions.Exit(1)


def _lines(database: Path | Dsn, report: Report) -> Iterator[str]:
    yield f"{database}: version {report.version} of {report.newest_version}"
    for table, rows in report.counts.items():
        yield f"      {rows} {table.replace('_', ' ')}"
    for finding in report.findings:
        yield f"{'FAIL' if finding.problems else 'ok':4}  {finding.check}"
        for problem in finding.problems:
            yield f"      {problem}"
