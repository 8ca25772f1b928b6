"""A real file: a million flights of 2001, from the npm package vega-datasets."""

import shutil
import subprocess
import tarfile
from contextlib import closing
from pathlib import Path

import duckdb

from benchmark.data import LARGEST, ORGANIZATION
from benchmark.processes import run

FLIGHTS = 1_000_000
_PACKAGE = "vega-datasets@3.2.1"
_FILE = "flights-3m.parquet"


class NotFetched(Exception):
    """The file cannot be fetched; the message says why."""


def fetch(folder: Path) -> Path:
    """Return the Parquet file of flights, which is fetched if it does not exist."""
    path = folder / _FILE
    if path.exists():
        return path
    npm = shutil.which("npm")
    if npm is None:
        raise NotFetched("npm is not installed")
    try:
        packed = subprocess.run(
            [npm, "pack", "--silent", "--ignore-scripts", _PACKAGE],
            cwd=folder, check=True, stdout=subprocess.PIPE, text=True,
        ).stdout.split()[-1]  # fmt: skip
    except (subprocess.CalledProcessError, IndexError):
        raise NotFetched(f"npm cannot fetch {_PACKAGE}") from None
    archive = folder / packed
    with tarfile.open(archive) as package:
        found = package.extractfile(f"package/data/{_FILE}")
        if found is None:
            raise NotFetched(f"{_PACKAGE} has no {_FILE}")
        path.write_bytes(found.read())
    archive.unlink()
    return path


def make_table(path: Path, parquet: Path) -> None:
    """Make a DuckDB file with a table of the first flights, unless the file exists."""
    if path.exists():
        return
    partial = path.with_suffix(".duckdb-partial")
    partial.unlink(missing_ok=True)
    with closing(duckdb.connect(str(partial))) as connection:
        connection.execute(
            "CREATE TABLE flights AS"
            f" SELECT date, delay, distance, origin, destination FROM '{parquet}' LIMIT {FLIGHTS}"
        )
    partial.rename(path)


def make_flights_database(path: Path, table: Path, folder: Path) -> None:
    """Import the flights of a DuckDB file into a database, unless it exists.

    `folder` is for a CSV file. The flights are events of the project that the questions query.
    """
    if path.exists():
        return
    partial = path.with_suffix(".partial")
    for left in path.parent.glob(f"{partial.name}*"):
        left.unlink()
    lines = folder / "flights.csv"
    with closing(duckdb.connect(str(table), read_only=True)) as connection:
        connection.execute(
            "COPY (SELECT strftime(date, '%Y-%m-%dT%H:%M:%SZ') AS createdAt, * EXCLUDE (date)"
            f" FROM flights) TO '{lines}' (HEADER)"
        )
    run(
        "import", "--db", str(partial), "--organization", ORGANIZATION, "--project", LARGEST,
        "--type", "=flight", "--time", "createdAt", str(lines),
    )  # fmt: skip
    partial.rename(path)
