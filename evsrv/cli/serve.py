"""`evsrv serve`."""

import asyncio
import os
import sys
from pathlib import Path

import click

from evsrv.cli import COMMANDS, options
from evsrv.cli.help import Command, examples
from evsrv.cli.os_errors import reason_of
from evsrv.cli.plugin_commands import refuse_shadowing
from evsrv.cli.server_address import local_url
from evsrv.cli.upgrade import upgrade
from evsrv.config import ConfigError, Settings, load_settings
from evsrv.web import logs
from evsrv.web.debug import is_loopback
from evsrv.web.lifecycle import serve


@click.command(
    "serve",
    cls=Command,
    short_help="Answer queries over HTTP.",
    epilog=examples(
        "serve",
        "serve --db site.db --port 9000",
        "serve --config /etc/evsrv.toml",
    ),
)
@options.db
@click.option("--host", help="Address to listen on [default: 127.0.0.1].")
@click.option("--port", type=int, help="Port; 0 takes a free one [default: 8080].")
@click.option(
    "--uds",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="Listen on a unix socket instead of host and port.",
)
@options.config
@options.plugins_dir
@click.option(
    "--backup",
    type=click.Path(path_type=Path),
    metavar="COPY",
    help="If the database has to be upgraded, copy it to the file COPY first.",
)
@click.option(
    "--debug",
    is_flag=True,
    help="Show errors of plugins in answers; only for an address of this machine.",
)
def command(
    db: Path | None,
    host: str | None,
    port: int | None,
    uds: Path | None,
    config: Path | None,
    plugins_dir: Path | None,
    backup: Path | None,
    debug: bool,
) -> None:
    """Answer queries over HTTP, until SIGINT or SIGTERM.

    The database file is created if it is missing, and upgraded if an older evsrv made it.
    """
    from evsrv.app import create_app
    from evsrv.language import load_vocabulary

    flags = {"db": db, "host": host, "port": port, "uds": uds, "plugins_dir": plugins_dir}
    settings = load_settings(flags, os.environ, config)
    if settings.uds is not None and not (host is None and port is None):
        raise ConfigError(
            f"--host and --port do not apply to the unix socket {settings.uds}; leave them out"
        )
    if debug:
        _require_private(settings)
    logs.set_up(settings.log_format, settings.log_level)
    vocabulary = load_vocabulary(settings)
    refuse_shadowing(vocabulary.commands, COMMANDS)
    if isinstance(settings.db, Path):
        upgrade(settings.db, backup)
    elif backup is not None:
        raise ConfigError(f"--backup copies a database file; {settings.db} has pg_dump")
    _greet(settings)
    try:
        asyncio.run(
            serve(
                create_app(settings, vocabulary, debug=debug),
                host=settings.host,
                port=settings.port,
                uds=settings.uds,
                drain_delay=settings.drain_delay,
                shutdown_timeout=settings.shutdown_timeout,
            )
        )
    except OSError as error:
        raise click.ClickException(_cannot_listen(settings, error)) from error


def _cannot_listen(settings: Settings, error: OSError) -> str:
    if settings.uds is not None:
        # The messages of a refused path are evsrv's own.
        reason = error.strerror or error
        return f"cannot listen on unix:{settings.uds}: {reason}; name another path with --uds"
    return (
        f"cannot listen on {settings.host}:{settings.port}: {reason_of(error)}; name another port"
        " with --port (0 takes a free one), or another address with --host"
    )


def _greet(settings: Settings) -> None:
    """Say where the page is, to a person at a terminal."""
    if sys.stderr.isatty():
        has_address = settings.port and settings.uds is None
        page = f"The page: {local_url(settings)}/ui/. " if has_address else ""
        click.echo(f"{page}Ctrl-C stops the server.", err=True)


def _require_private(settings: Settings) -> None:
    if settings.uds is not None:
        raise ConfigError(
            "--debug shows errors of plugins to clients, so it cannot be combined with a unix"
            " socket, behind which there is a proxy; read them in the log instead"
        )
    if not is_loopback(settings.host):
        raise ConfigError(
            "--debug shows errors of plugins to clients, so the host must be a loopback address"
            f" such as 127.0.0.1, not {settings.host}; read them in the log instead"
        )
    # Behind a proxy every client has an address of this machine.
    if settings.trusted_proxies:
        raise ConfigError(
            "--debug shows errors of plugins to clients, so it cannot be combined with"
            " trusted_proxies; read them in the log instead"
        )
