"""`evsrv tail`."""

import asyncio
import os
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, aclosing, suppress
from pathlib import Path

import click
from attrs import evolve

from evsrv.cli import filters, options
from evsrv.cli.event_line import EventLines
from evsrv.cli.help import Command, examples
from evsrv.cli.origin import FileOrigin, Origin, ServerOrigin, read_origin, require_file
from evsrv.cli.postgresql import require_file_database
from evsrv.cli.progress import note
from evsrv.cli.query_output import terminal_width
from evsrv.cli.server_source import open_server
from evsrv.cli.tail_file import FileTail
from evsrv.cli.tail_server import OVERLAP_MINUTES, ServerTail, follow_server
from evsrv.config import Settings, load_settings
from evsrv.core.datasets import EVENTS
from evsrv.core.scope import Scope
from evsrv.language import load_vocabulary
from evsrv.query.frontend import Document
from evsrv.sqlite.engine import SqliteEngine


@click.command(
    "tail",
    cls=Command,
    short_help="Print new events as they arrive.",
    epilog=examples(
        "tail",
        "tail --json --db site.db",
        "tail --url https://events.example",
    ),
)
@options.db
@options.config
@options.plugins_dir
@options.url
@options.known_organization
@options.project
@filters.where
@click.option("--json", "as_json", is_flag=True, help="Print each event whole, as JSON.")
@click.option("--wide", is_flag=True, help="Do not cut lines to the width of the terminal.")
def command(
    db: Path | None,
    config: Path | None,
    plugins_dir: Path | None,
    url: str | None,
    organization: str | None,
    project: str | None,
    where: str | None,
    as_json: bool,
    wide: bool,
) -> None:
    """Print new events, one a line, until Ctrl-C.

    Those of a file come in the order of storing, whichever process stores them. With --url a
    running server is asked every two seconds, with the key in the variable EVSRV_KEY; events whose
    createdAt is more than 5 minutes old when they arrive are then not shown.
    """
    filter_ = None if where is None else filters.read_filter(where)
    settings = load_settings({"db": db, "plugins_dir": plugins_dir}, os.environ, config)
    if url is None:
        require_file_database(settings, "ask one of its servers: evsrv tail --url URL")
    origin = read_origin(settings, url, db, organization, project)
    lines = EventLines(None if wide else terminal_width(), shows_project=project is None)
    show: Callable[[bytes], str | bytes] = bytes if as_json else lines.render
    with suppress(KeyboardInterrupt):
        asyncio.run(_print_events(origin, settings, filter_, show))


async def _print_events(
    origin: Origin,
    settings: Settings,
    filter_: Document | None,
    show: Callable[[bytes], str | bytes],
) -> None:
    async with AsyncExitStack() as stack:
        match origin:
            case FileOrigin(scope):
                events = await _open_file(stack, settings, filter_, scope)
            case ServerOrigin(url, key):
                events = await _open_server(stack, url, key, filter_)
        async for event in await stack.enter_async_context(aclosing(events)):
            click.echo(show(event))


async def _open_file(
    stack: AsyncExitStack, settings: Settings, filter_: Document | None, scope: Scope
) -> AsyncGenerator[bytes, None]:
    require_file(settings)
    vocabulary = load_vocabulary(settings)
    plan = filters.plan_rows(settings, vocabulary, EVENTS, filter_, scope)
    engine = await SqliteEngine.open(
        settings.file,
        readers=1,
        query_timeout=settings.query_timeout,
        prepare=vocabulary.prepare_connection,
        plugin_terms=vocabulary.plugin_terms,
    )
    await stack.enter_async_context(engine)
    native = evolve(plan, json_values="native")
    tail = await FileTail.begin(engine, native, settings.file)
    note(f"new events of {settings.file}, until Ctrl-C:")
    return tail.events()


async def _open_server(
    stack: AsyncExitStack, url: str, key: str, filter_: Document | None
) -> AsyncGenerator[bytes, None]:
    tail = ServerTail(await stack.enter_async_context(open_server(url, key)), filter_)
    await tail.begin()
    note(
        f"new events of {url}, until Ctrl-C; those that arrive more than {OVERLAP_MINUTES} minutes"
        " after their createdAt are not shown:"
    )
    return follow_server(tail)
