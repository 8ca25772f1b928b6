"""`evsrv query`."""

import asyncio
import os
import sys
from contextlib import closing
from pathlib import Path
from typing import Any, BinaryIO

import click
import orjson

from evsrv import app
from evsrv.cli import options
from evsrv.cli.places import known_scope
from evsrv.cli.tables import as_csv, as_table
from evsrv.cli.upgrade import upgrade
from evsrv.config import Settings, load_settings
from evsrv.core.datasets import Dataset
from evsrv.core.json_text import read_object
from evsrv.core.limits import MAX_QUERY_BODY_DEPTH
from evsrv.core.scope import Scope
from evsrv.core.sql import Sql
from evsrv.plugin.vocabulary import Vocabulary
from evsrv.service.answer import Answer
from evsrv.sqlite.compile_context import read_compile_context
from evsrv.sqlite.compiler.context import DEFAULT_CONTEXT, CompileContext
from evsrv.sqlite.compiler.statement import compile_rows, describe_grouping
from evsrv.sqlite.opening import open_unchanged
from evsrv.sqlite.promotions import has_promotions


@click.command("query")
@options.db
@options.config
@options.plugins_dir
@options.known_organization
@click.option("--project", callback=options.name, help="Without it: the whole organization.")
@options.dataset
@click.option("-f", "--file", type=click.File("rb"), help="Read the query from a file.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    show_default=True,
)
@click.option("--sql", is_flag=True, help="Print the SQL and its parameters instead.")
@click.argument("json", required=False)
def command(
    db: Path | None,
    config: Path | None,
    plugins_dir: Path | None,
    organization: str | None,
    project: str | None,
    dataset: Dataset,
    file: BinaryIO | None,
    form: str,
    sql: bool,
    json: str | None,
) -> None:
    """Answer the query JSON (- is standard input) as POST /query/DATASET would.

    No server is needed; the database may be in use by one. For --sql it need not be there.
    """
    document = read_object(_body(file, json), "the query", max_depth=MAX_QUERY_BODY_DEPTH)
    settings = load_settings({"db": db, "plugins_dir": plugins_dir}, os.environ, config)
    # The SQL of a name that the file does not have can be shown too.
    scope = (
        Scope(organization, project)
        if sql and organization is not None
        else known_scope(settings.db, organization, project)
    )
    vocabulary = app.load_vocabulary(settings)
    if sql:
        plan = app.make_frontend(settings, vocabulary).page(dataset, document, scope)
        context = _compile_context(settings.db, dataset)
        click.echo(_as_script(compile_rows(plan, context), describe_grouping(plan, context)))
        return
    if not settings.db.exists():
        raise click.ClickException(f"{settings.db} does not exist")
    upgrade(settings.db)
    answer = asyncio.run(_answer(settings, vocabulary, dataset, document, scope))
    if form == "json":
        click.echo(orjson.dumps(answer.envelope()))
        return
    # Through JSON, as ready JSON among the values is not to be looked into otherwise.
    shown = orjson.loads(orjson.dumps(answer.rows))
    rows = [[row.get(column) for column in answer.columns] for row in shown]
    if form == "csv":
        for record in as_csv(answer.columns, rows):
            click.echo(record, nl=False)
        return
    click.echo(as_table(answer.columns, rows))
    click.echo(f"{len(rows)} of {answer.total} rows", err=True)


def _body(file: BinaryIO | None, json: str | None) -> bytes:
    if file is not None and json is None:
        return file.read()
    if file is None and json is not None:
        return sys.stdin.buffer.read() if json == "-" else json.encode("utf-8", "surrogateescape")
    raise click.UsageError("give one query: as JSON, with -f, or on standard input as -")


async def _answer(
    settings: Settings,
    vocabulary: Vocabulary,
    dataset: Dataset,
    document: dict[str, Any],
    scope: Scope,
) -> Answer:
    async with app.service(settings, vocabulary) as service:
        return await service.answer(dataset, document, scope)


def _compile_context(db: Path, dataset: Dataset) -> CompileContext:
    if not db.exists():
        return DEFAULT_CONTEXT
    with closing(open_unchanged(db)) as connection:
        if not has_promotions(connection):
            return DEFAULT_CONTEXT
        return read_compile_context(connection, dataset)


def _as_script(query: Sql, grouping: str | None) -> str:
    """Render SQL, with the way to make groups and the parameters as comments."""
    head = [] if grouping is None else [f"-- {grouping}"]
    parameters = (
        f"-- ?{number} = {orjson.dumps(value).decode()}"
        for number, value in enumerate(query.parameters, 1)
    )
    return "\n".join([*head, f"{query.text};", *parameters])
