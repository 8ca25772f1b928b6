"""`evsrv serve`."""

import os
import sys
from functools import partial
from pathlib import Path

import click
from aiohttp import web

from evsrv.cli import options
from evsrv.config import load_settings


@click.command("serve")
@options.db
@click.option("--host", help="Address to listen on [default: 127.0.0.1].")
@click.option("--port", type=int, help="Port; 0 takes a free one [default: 8080].")
@options.config
@options.plugins_dir
def command(
    db: Path | None,
    host: str | None,
    port: int | None,
    config: Path | None,
    plugins_dir: Path | None,
) -> None:
    """Answer queries over HTTP, until SIGINT or SIGTERM.

    The database file is made where it is missing.
    """
    from evsrv.app import create_app

    settings = load_settings(
        {"db": db, "host": host, "port": port, "plugins_dir": plugins_dir}, os.environ, config
    )
    try:
        web.run_app(
            create_app(settings),
            host=settings.host,
            port=settings.port,
            print=partial(print, file=sys.stderr, flush=True),
            # A client that goes away takes its query with it.
            handler_cancellation=True,
        )
    except OSError as error:
        raise click.ClickException(
            f"cannot listen on {settings.host}:{settings.port}: {error.strerror or error}"
        ) from error
