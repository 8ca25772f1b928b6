"""Engines with copies in processes of their own."""

import asyncio
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from columnar.copying import Copying, make_events, open_copying

BY_TEXT: Any = {
    "select": [{"type": "aggregation", "aggregation": "count"}],
    "groupBy": [{"field": "properties", "path": ["s"]}],
}
BY_NUMBER: Any = {**BY_TEXT, "groupBy": [{"field": "properties", "path": ["n"]}]}
_ROOT = Path(__file__).parents[2]


@contextmanager
def process(mode: str, db: Path, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    """Run a mode of this module in a process, which is killed at the end."""
    path = os.pathsep.join([str(_ROOT), str(_ROOT / "tests")])
    popen = subprocess.Popen(
        [sys.executable, "-m", "columnar.copying_process", mode, str(db), *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
    )
    try:
        yield popen
    finally:
        popen.kill()
        popen.communicate()


def ask_process(popen: subprocess.Popen[str], command: str) -> Any:
    """Send a command to a process in the mode `serve`, and return its answer."""
    assert popen.stdin is not None
    popen.stdin.write(f"{command}\n")
    popen.stdin.flush()
    return read_line(popen)


def read_line(popen: subprocess.Popen[str]) -> Any:
    """Return the next line of a process, which is JSON."""
    assert popen.stdout is not None
    line = popen.stdout.readline()
    assert line, "the process has ended"
    return json.loads(line)


def _say(value: Any) -> None:
    print(json.dumps(value), flush=True)


def _make_small_steps() -> None:
    for limited in ("evsrv.columnar.copy", "evsrv.sqlite.row_values"):
        vars(import_module(limited))["STEP_ROWS"] = 6


def _hang_after(place: str, calls: int) -> None:
    """Hang after so many calls of a function."""
    module, name = place.rsplit(".", 1)
    function, left = getattr(import_module(module), name), calls

    def call(*arguments: Any) -> Any:
        nonlocal left
        result, left = function(*arguments), left - 1
        if left == 0:
            _say("hangs")
            time.sleep(600)
        return result

    setattr(import_module(module), name, call)


async def hang(db: Path, place: str, calls: str) -> None:
    """Do all kinds of work on a copy, and hang after so many calls of a function."""
    _hang_after(place, int(calls))
    _make_small_steps()
    vars(import_module("evsrv.columnar.filler"))["_SAVE_SECONDS"] = 0.01
    async with open_copying(db) as copying:
        await copying.ask_copy()
        await copying.save()
        await copying.ask_copy(BY_TEXT)
        await copying.engine.append(make_events(40, 20))
        await copying.change("DELETE FROM events WHERE row % 5 = 0")
        await copying.ask_copy(BY_TEXT)


async def hang_refilling(db: Path) -> None:
    """Drop a column that the marks have, add it again, and hang while it is filled."""
    _make_small_steps()
    async with open_copying(db) as copying:
        await copying.ask_copy(BY_TEXT)
        await copying.save()
        vars(import_module("evsrv.columnar.copy_steps"))["MAX_COLUMNS"] = len(copying.columns)
        await copying.ask_copy(BY_NUMBER)
        _hang_after("evsrv.columnar.copy_steps.update_rows", 1)
        await copying.ask_copy(BY_TEXT)


async def serve(db: Path) -> None:
    """Answer commands."""
    async with open_copying(db) as copying:
        while command := (await asyncio.to_thread(sys.stdin.readline)).strip():
            _say(await _run(copying, command))


async def _run(copying: Copying, command: str) -> Any:
    match command.split():
        case ["append", first, number]:
            await copying.engine.append(make_events(int(first), int(number)))
            return None
        case ["change", *words]:
            return await copying.change(" ".join(words))
        case ["copy"]:
            return (await copying.ask_copy()).rows
    answer = await copying.ask()
    return [answer.engine, answer.rows]


async def fill_disk(db: Path) -> None:
    """Fill a copy on a full disk, then after there is room again."""
    async with open_copying(db) as copying:
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, limits[1]))
        await copying.ask()
        while copying.kept.failure is None:
            await asyncio.sleep(0.01)
        answer = await copying.ask()
        _say([answer.engine, answer.rows, len(copying.files)])
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        copying.kept.not_before = 0.0
        _say((await copying.ask_copy()).rows)


if __name__ == "__main__":
    mode, file, *rest = sys.argv[1:]
    modes: dict[str, Any] = {
        "hang": hang,
        "hang_refilling": hang_refilling,
        "serve": serve,
        "fill_disk": fill_disk,
    }
    asyncio.run(modes[mode](Path(file), *rest))
