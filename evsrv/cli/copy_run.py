"""One copy: all rows of a database are stored in another one, unless they are there."""

import time
from collections.abc import Callable, Sequence
from typing import Any

import click
from attrs import define

from evsrv.cli.progress import note, progress
from evsrv.core.errors import Unprocessable, clip
from evsrv.engine.row_sums import RowSum, RowSums, add_rows
from evsrv.engine.transfer import TransferReader, TransferWriter
from evsrv.engine.transfer_parts import PARTS, Part

_MAX_SHOWN_REFUSALS = 20


@define
class PartResult:
    """The number of a part's rows by outcome."""

    copied: int = 0
    present: int = 0
    different: int = 0
    """Present with other values."""
    refused: int = 0


class CopyRun:
    """A copy from one snapshot. A run after one that was killed goes on."""

    def __init__(self, reader: TransferReader, writer: TransferWriter) -> None:
        self._reader = reader
        self._writer = writer
        self.sums: RowSums = RowSums(RowSum)
        """The sums of the rows that were read."""

    async def run(self) -> None:
        """Copy all parts, and print the outcome of each to stderr."""
        for part in PARTS:
            started = time.monotonic()
            result = PartResult()
            with progress(f"Copying {part.name}", await self._reader.count(part)) as done:
                await self._copy(part, result, done)
            _report(part, result, time.monotonic() - started)

    async def _copy(self, part: Part[Any], result: PartResult, done: Callable[[int], None]) -> None:
        async for batch in self._reader.batches(part):
            rows = list(map(part.normal, batch))
            add_rows(self.sums, part, rows)
            await self._put(part, rows, result)
            done(len(rows))

    async def _put(self, part: Part[Any], rows: Sequence[Any], result: PartResult) -> None:
        """Store rows; if one of them cannot be stored, find it and store the others."""
        try:
            present = await self._writer.put(part, rows)
        except Unprocessable as refusal:
            if len(rows) > 1:
                half = len(rows) // 2
                await self._put(part, rows[:half], result)
                await self._put(part, rows[half:], result)
                return
            result.refused += 1
            _note_refusal(part, rows[0], refusal, result.refused)
            return
        result.copied += len(rows) - len(present)
        result.present += len(present)
        sent = {part.identity(row): row for row in rows}
        for stored in map(part.normal, present):
            result.different += stored != sent[part.identity(stored)]


def _note_refusal(part: Part[Any], row: Any, refusal: Unprocessable, number: int) -> None:
    if number <= _MAX_SHOWN_REFUSALS:
        reason = refusal.issues[0].message if refusal.issues else refusal.detail
        note(f"{part.name}: {clip(part.identity(row)[2])} cannot be copied: {reason}")


def _report(part: Part[Any], result: PartResult, seconds: float) -> None:
    outcomes = [f"{result.copied} copied", f"{result.present} there already"]
    if result.different:
        outcomes.append(f"{result.different} of them with other values")
    if result.refused:
        outcomes.append(f"{result.refused} cannot be copied")
    rows = result.copied + result.present
    rate = f" ({rows / seconds:.0f} rows a second)" if rows and seconds > 0 else ""
    click.echo(f"{part.name}: {', '.join(outcomes)}{rate}", err=True)
