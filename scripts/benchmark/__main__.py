"""The command line of the benchmark."""

import json
import shlex
import signal
import sys
from importlib import import_module
from pathlib import Path
from typing import NoReturn

import click

from benchmark.machine import head
from benchmark.processes import ROOT, Failed
from benchmark.report import Report
from benchmark.setting import Setting, say

PARTS = (
    "questions",
    "language",
    "guarantees",
    "promotion",
    "columnar",
    "engines",
    "dashboard",
    "flights",
    "throughput",
    "ingestion",
    "footprint",
)


MIN_EVENTS = 100_000
"""With fewer events SQLite answers some questions on the largest project though there is a copy."""


@click.command()
@click.option(
    "--events", type=click.IntRange(MIN_EVENTS), default=1_000_000, help="Events in the database."
)
@click.option(
    "--rounds", type=click.IntRange(1), default=7,
    help="Rounds; measurements of several seconds have 3 at most.",
)  # fmt: skip
@click.option(
    "--only", type=click.Choice(PARTS), multiple=True, help="Measure this part; can be repeated."
)
@click.option(
    "--size", "sizes", type=click.IntRange(MIN_EVENTS), multiple=True,
    help="Events of a database of the dashboard, by default those of --events; can be repeated.",
)  # fmt: skip
@click.option(
    "--json", "json_file", type=click.Path(path_type=Path, allow_dash=True),
    help="Also write the figures here; - is standard output, which then has nothing else.",
)  # fmt: skip
@click.option(
    "--data", type=click.Path(path_type=Path, file_okay=False), default=ROOT / "build" / "bench",
    help="Folder that keeps the database for the next run.",
)  # fmt: skip
def main(
    events: int,
    rounds: int,
    only: tuple[str, ...],
    sizes: tuple[int, ...],
    json_file: Path | None,
    data: Path,
) -> None:
    """Measure evsrv beside SQL by hand, DuckDB, Datasette and sqlite-utils.

    Prints tables in Markdown. Every ratio is the median of the ratios within one round.
    """
    # As an exception, so that the `with` blocks stop the processes that they started.
    signal.signal(signal.SIGTERM, _stop)
    data.mkdir(parents=True, exist_ok=True)
    setting = Setting(data.resolve(), events, rounds, sizes or (events,))
    report = Report(head([shlex.quote(argument) for argument in sys.argv[1:]]))
    try:
        for name in PARTS:
            if name in (only or PARTS):
                say(f"measuring {name}")
                report.sections.append(import_module(f"benchmark.parts.{name}").measure(setting))
    except Failed as failure:
        sys.exit(f"bench: {failure}")
    found = json.dumps(report.as_json(), indent=2) + "\n"
    if json_file == Path("-"):
        click.echo(found, nl=False)
        return
    if json_file is not None:
        json_file.write_text(found)
    click.echo(report.markdown())


def _stop(*_signal: object) -> NoReturn:
    sys.exit(128 + signal.SIGTERM)


if __name__ == "__main__":
    main(prog_name="bench")
