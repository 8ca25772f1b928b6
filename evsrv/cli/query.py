"""`evsrv query`."""

import asyncio
import os
import sys
from collections.abc import Iterable
from contextlib import closing, suppress
from pathlib import Path
from typing import BinaryIO

import click
import orjson

from evsrv.cli import options
from evsrv.cli.help import Command, examples
from evsrv.cli.json_argument import explained_json
from evsrv.cli.origin import open_source, read_origin
from evsrv.cli.postgresql import require_file_database
from evsrv.cli.query_output import FORMATS, QueryOutput, terminal_width
from evsrv.cli.query_source import Document
from evsrv.cli.query_words import with_words, word_options
from evsrv.columnar.explain import describe_engine
from evsrv.config import load_settings
from evsrv.core.datasets import Dataset
from evsrv.core.errors import RequestError, unknown
from evsrv.core.json_text import read_object
from evsrv.core.limits import MAX_QUERY_BODY_DEPTH
from evsrv.core.sql import Sql
from evsrv.database import terms_of_engine
from evsrv.language import load_vocabulary, make_frontend
from evsrv.query.plan import Plan
from evsrv.sqlite.compile_context import read_plan_context
from evsrv.sqlite.compiler.context import DEFAULT_CONTEXT, CompileContext
from evsrv.sqlite.compiler.statement import compile_rows, describe_grouping
from evsrv.sqlite.memory_tables import MemoryDatabases
from evsrv.sqlite.opening import open_unchanged
from evsrv.sqlite.promotions import has_promotions


def _complete_format(
    _context: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[str]:
    return [name for name in FORMATS if name.startswith(incomplete)]


@click.command(
    "query",
    cls=Command,
    short_help="Answer a query in JSON, from a file or a server.",
    epilog=examples(
        "query '{\"limit\": 5}'",
        "query --range 'past 7 days' --format csv -f query.json",
        "query --url https://events.example '{\"limit\": 5}'",
    ),
)
@options.db
@options.config
@options.plugins_dir
@options.url
@options.known_organization
@options.project
@options.dataset
@word_options
@click.option("-f", "--file", type=click.File("rb"), help="Read the query from a file.")
@click.option(
    "--format",
    "form",
    metavar="NAME",
    default=FORMATS[0],
    show_default=True,
    shell_complete=_complete_format,
    help=f"{', '.join(FORMATS)}, or a format of a plugin.",
)
@click.option("--all", "all_rows", is_flag=True, help="Print all rows, not one page.")
@click.option("--wide", is_flag=True, help="Do not cut a table to the width of the terminal.")
@click.option("--exact", is_flag=True, help="Show all digits of numbers and times in a table.")
@click.option("--sql", is_flag=True, help="Print the SQL and its parameters instead.")
@click.argument("json", required=False)
def command(
    db: Path | None,
    config: Path | None,
    plugins_dir: Path | None,
    url: str | None,
    organization: str | None,
    project: str | None,
    dataset: Dataset,
    file: BinaryIO | None,
    form: str,
    all_rows: bool,
    wide: bool,
    exact: bool,
    sql: bool,
    json: str | None,
    **words: str | bool | None,
) -> None:
    """Answer the query JSON (- is standard input) as POST /query/DATASET would.

    No server is needed; the database may be in use by one. For --sql it need not be there.
    With --url a running server is asked, with the key in the variable EVSRV_KEY.
    """
    if all_rows and form == "json":
        raise click.UsageError("--all has no --format json, which is one page; use ndjson")
    if sql and url is not None:
        raise click.UsageError("--sql shows the SQL for a file, not for a --url")
    with explained_json(json, takes_file=True):
        query = read_object(_body(file, json), "the query", max_depth=MAX_QUERY_BODY_DEPTH)
    document = with_words(query, words)
    settings = load_settings({"db": db, "plugins_dir": plugins_dir}, os.environ, config)
    if sql:
        require_file_database(settings, "--sql shows the SQL for a file")
    vocabulary = load_vocabulary(settings)
    if url is None:
        vocabulary = terms_of_engine(settings, vocabulary)
    # A server may have formats that are unknown here.
    if url is None and form not in (known := (*FORMATS, *vocabulary.formats)):
        raise click.UsageError(f"--format: {unknown('format', form, known)}")
    frontend = make_frontend(settings, vocabulary)
    origin = read_origin(settings, url, db, organization, project, takes_any_name=sql)
    if sql:
        plan = frontend.page(dataset, document, origin.scope)
        context = _compile_context(settings.file, plan)
        heads = [describe_grouping(plan, context)]
        if plan.groups is not None and settings.columnar != "off":
            composing = MemoryDatabases(vocabulary.prepare_connection)
            heads.append(describe_engine(plan, context, vocabulary.builtin_terms, composing))
        click.echo(_as_script(compile_rows(plan, context), heads))
        return

    def make_plan(document: Document) -> Plan | None:
        # A server may have terms that are unknown here; its rows then tell their columns.
        with suppress(RequestError):
            return frontend.all_rows(dataset, document, origin.scope)
        return None

    output = QueryOutput(
        form=form, exact=exact, width=None if wide else terminal_width(), make_plan=make_plan
    )
    printing = output.print_all if all_rows else output.print_page

    async def answer() -> None:
        async with open_source(origin, settings, vocabulary) as source:
            await printing(source, dataset, document)

    asyncio.run(answer())


def _body(file: BinaryIO | None, json: str | None) -> bytes:
    if file is not None and json is None:
        return file.read()
    if file is None and json is not None:
        return sys.stdin.buffer.read() if json == "-" else json.encode("utf-8", "surrogateescape")
    raise click.UsageError(
        "give one query: as JSON ('{\"limit\": 5}'), with -f FILE, or on standard input as -"
    )


def _compile_context(db: Path, plan: Plan) -> CompileContext:
    if not db.exists():
        return DEFAULT_CONTEXT
    with closing(open_unchanged(db)) as connection:
        if not has_promotions(connection):
            return DEFAULT_CONTEXT
        return read_plan_context(connection, plan)


def _as_script(query: Sql, heads: Iterable[str | None]) -> str:
    """Render SQL, with what is to be said about it and the parameters as comments."""
    head = [f"-- {text}" for text in heads if text is not None]
    parameters = (
        f"-- ?{number} = {orjson.dumps(value).decode()}"
        for number, value in enumerate(query.parameters, 1)
    )
    return "\n".join([*head, f"{query.text};", *parameters])
