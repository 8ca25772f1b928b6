"""`evsrv copy`."""

import asyncio
from pathlib import Path

import click

from evsrv.cli.copy_check import name_differences, print_sums, sum_with_progress, unequal_sums
from evsrv.cli.copy_place import CopyPlace, copy_place
from evsrv.cli.copy_run import CopyRun
from evsrv.cli.help import Command, examples
from evsrv.cli.options import Database
from evsrv.cli.progress import note
from evsrv.core.dsn import Dsn


@click.command(
    "copy",
    cls=Command,
    short_help="Copy everything to another database, also PostgreSQL.",
    epilog=examples(
        "copy --from evsrv.db --to postgresql://db.example/evsrv",
        "copy --from postgresql://db.example/evsrv --to evsrv.db",
        "copy --verify-only --from evsrv.db --to postgresql://db.example/evsrv",
    ),
)
@click.option(
    "--from",
    "source_database",
    type=Database(),
    metavar="DATABASE",
    required=True,
    help="A database file, or postgresql://USER@HOST/NAME.",
)
@click.option(
    "--to",
    "target_database",
    type=Database(),
    metavar="DATABASE",
    required=True,
    help="The same.",
)
@click.option("--verify-only", is_flag=True, help="Copy nothing; only compare.")
@click.option("--dry-run", is_flag=True, help="Only read and count the rows of --from.")
def command(
    source_database: Path | Dsn, target_database: Path | Dsn, verify_only: bool, dry_run: bool
) -> None:
    """Copy events, conversations, feedback and API keys, then compare both databases.

    All rows are of one moment, and keep all their values. A row that is in the target already stays
    as it is. So a copy that was stopped goes on if it is repeated. A file is made where it is
    missing, and the tables of a PostgreSQL database too.

    At the end, the rows of each organization are compared by their number and a checksum. The exit
    status is 1 if a row is missing or different in the target, or only there; the first ids are
    printed.

    The password of a PostgreSQL database may be in PGPASSWORD or in ~/.pgpass.
    """
    source, target = copy_place(source_database), copy_place(target_database)
    if source == target:
        raise click.UsageError("--from and --to are the same database")
    source.require_readable("--from")
    if verify_only:
        target.require_readable("--to")
    source.prepare()
    if not dry_run:
        target.prepare()
    try:
        run = _count(source) if dry_run else _copy(source, target, verify_only=verify_only)
        is_equal = asyncio.run(run)
    except KeyboardInterrupt:
        note("stopped; repeat the command to go on")
        raise click.exceptions.Exit(130) from None
    if not is_equal:
        raise click.exceptions.Exit(1)


async def _count(source: CopyPlace) -> bool:
    """Print what would be copied."""
    async with source.reader() as reader:
        sums = await sum_with_progress(reader, "Reading")
    print_sums(sums)
    return True


async def _copy(source: CopyPlace, target: CopyPlace, *, verify_only: bool) -> bool:
    """Copy and compare; return whether the target has the rows of the source."""
    async with source.reader() as reader:
        if verify_only:
            sums = await sum_with_progress(reader, "Reading")
        else:
            async with target.writer() as writer:
                run = CopyRun(reader, writer)
                await run.run()
            sums = run.sums
        async with target.reader() as stored:
            unequal = unequal_sums(sums, await sum_with_progress(stored, "Comparing"))
            await name_differences(reader, stored, unequal)
    return not unequal
