"""`evsrv serve`."""

import asyncio
import os
from pathlib import Path

import click

from evsrv.cli import options
from evsrv.cli.upgrade import upgrade
from evsrv.config import load_settings
from evsrv.web import logs
from evsrv.web.lifecycle import serve


@click.command("serve")
@options.db
@click.option("--host", help="Address to listen on [default: 127.0.0.1].")
@click.option("--port", type=int, help="Port; 0 takes a free one [default: 8080].")
@options.config
@options.plugins_dir
@click.option(
    "--backup",
    type=click.Path(path_type=Path),
    metavar="COPY",
    help="If the database has to be upgraded, copy it to the file COPY first.",
)
def command(
    db: Path | None,
    host: str | None,
    port: int | None,
    config: Path | None,
    plugins_dir: Path | None,
    backup: Path | None,
) -> None:
    """Answer queries over HTTP, until SIGINT or SIGTERM.

    The database file is created if it is missing, and upgraded if an older evsrv made it.
    """
    from evsrv.app import create_app

    settings = load_settings(
        {"db": db, "host": host, "port": port, "plugins_dir": plugins_dir}, os.environ, config
    )
    logs.set_up(settings.log_format, settings.log_level)
    upgrade(settings.db, backup)
    try:
        asyncio.run(
            serve(
                create_app(settings),
                host=settings.host,
                port=settings.port,
                drain_delay=settings.drain_delay,
                shutdown_timeout=settings.shutdown_timeout,
            )
        )
    except OSError as error:
        raise click.ClickException(
            f"cannot listen on {settings.host}:{settings.port}: {error.strerror or error}"
        ) from error
