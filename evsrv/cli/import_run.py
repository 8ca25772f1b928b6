"""One import: the records of files become documents, which are stored or only counted."""

import json
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from evsrv.cli.bulk_datasets import Bulk
from evsrv.cli.bulk_store import BulkItem, bulk_store
from evsrv.cli.cells import visible
from evsrv.cli.import_source import Source, open_source
from evsrv.cli.interrupt import Interrupt
from evsrv.cli.progress import note, progress
from evsrv.core.errors import RequestError
from evsrv.ingest.mapper import EventMapper
from evsrv.ingest.mapping import EventMapping
from evsrv.ingest.refusals import Refusals
from evsrv.ingest.source_format import Format
from evsrv.plugin.failures import PluginFailure

if TYPE_CHECKING:
    from evsrv.ingest.records import Record


class ImportRun:
    """An import into one database file."""

    def __init__(
        self,
        files: Sequence[BinaryIO],
        mapping: EventMapping | None,
        path: Path,
        bulk: Bulk,
        read: Callable[[Mapping[str, Any]], Any],
    ) -> None:
        self._size = _size(files)
        self._done: Callable[[int], None] = self._read_early
        self._early_bytes = 0
        """Bytes that were read to find the formats, before the progress bar is there."""
        self._sources = [
            open_source(file, mapping, bulk.max_depth, lambda size: self._done(size))
            for file in files
        ]
        self._mapping = mapping
        self._path = path
        self._bulk = bulk
        self._read = read
        self._interrupt = Interrupt()
        self._bad = 0
        self._without_id = 0
        self._without_time = 0
        self._at = 0
        """The index of the source that is read."""
        self._last: Record | None = None
        """The last record that was not lost."""
        self._first: Mapping[str, Any] | None = None
        """The first good document."""
        self._groups: list[tuple[str, Refusals]] = []

    @property
    def interrupted(self) -> bool:
        """Whether Ctrl-C ended the import."""
        return self._interrupt.asked

    def store(self) -> bool:
        """Store the records of files; return whether there was no bad one."""
        with self._interrupt, progress("Importing", self._size) as self._done:
            self._done(self._early_bytes)
            result = bulk_store(self._path, self._items())[self._bulk.dataset]
        self._report()
        noun = self._bulk.dataset.name
        click.echo(
            f"{self._path}: {result.stored} {noun} stored, {result.duplicates} duplicates,"
            f" {self._bad} bad lines",
            err=True,
        )
        if self.interrupted:
            self._tell_how_to_go_on()
        return not self._bad

    def rehearse(self) -> bool:
        """Print the first document, and count the records; return whether there was no bad one."""
        with self._interrupt, progress("Reading", self._size) as self._done:
            self._done(self._early_bytes)
            good = sum(1 for _ in self._items())
        if self._first is not None:
            click.echo(_shown(self._first))
        self._report()
        noun = self._bulk.dataset.name
        click.echo(f"dry run: {good} {noun} can be stored, {self._bad} bad lines", err=True)
        return not self._bad

    def _read_early(self, size: int) -> None:
        self._early_bytes += size

    def _items(self) -> Iterator[BulkItem]:
        """Yield each good document.

        Ctrl-C ends it at once while it reads, otherwise before the next record.
        """
        interrupt, bulk, read = self._interrupt, self._bulk, self._read
        try:
            interrupt.reading = True
            for at, source in enumerate(self._sources):
                self._at = at
                refuse = self._refusing(source)
                mapped = _mapped(source)
                for record in source.records:
                    document = record.content
                    try:
                        if mapped is not None:
                            document = mapped(document)
                        elif isinstance(document, RequestError):
                            raise document
                        sent = read(document)
                    except RequestError as refusal:
                        self._last = record
                        refuse(record.number, refusal)
                        continue
                    except PluginFailure as failure:
                        message = f"{source.name}, {source.noun} {record.number}: {failure}"
                        raise click.ClickException(message) from failure
                    if "id" not in document:
                        self._without_id += 1
                    if "createdAt" not in document:
                        self._without_time += 1
                    if self._first is None:
                        self._first = document
                    interrupt.reading = False
                    self._last = record
                    yield BulkItem(bulk, sent, record.size, partial(refuse, record.number))
                    interrupt.reading = True
                    if interrupt.asked:
                        return
        except KeyboardInterrupt:
            return
        finally:
            interrupt.reading = False

    def _refusing(self, source: Source) -> Callable[[int, RequestError], None]:
        """Return how to refuse a record of a source.

        A line of NDJSON without a mapping is reported at once, any other record by its kind.
        """
        place = f"{source.name}: " if len(self._sources) > 1 else ""
        if source.mapping is None and source.format is Format.JSON_LINES:

            def refuse(number: int, refusal: RequestError) -> None:
                self._bad += 1
                note(f"{place}line {number}: {visible(refusal.detail)}")

            return refuse
        group = Refusals(source.noun)
        self._groups.append((place, group))

        def count(number: int, refusal: RequestError) -> None:
            self._bad += 1
            group.add(number, refusal)

        return count

    def _report(self) -> None:
        for place, group in self._groups:
            for line in group.summary():
                note(f"{place}{visible(line)}")
        if self._mapping is not None and self._without_time:
            missing = f"{self._without_time:,} events have no time"
            note(f"{missing}, so they get that of the import; use --time")

    def _tell_how_to_go_on(self) -> None:
        if self._last is None:
            note("interrupted before the first line")
            return
        source = self._sources[self._at]
        note(f"interrupted after {source.noun} {self._last.number:,} of {source.name}")
        if not self._without_id:
            note("to go on, run the same command again: stored events count as duplicates")
        elif (rest := source.command_of_rest(self._last)) is None:
            note(
                "the events have no ids, so the same command would store these twice; import into"
                " another file, with --id or --id-from-line"
            )
        else:
            later = "".join(
                f" {shlex.quote(other.name)}" for other in self._sources[self._at + 1 :]
            )
            note(f"to go on, with the same options: {rest} | evsrv import ... -{later}")


def _shown(document: Mapping[str, Any]) -> str:
    """Render a document for people; it comes from anyone, and must not drive the terminal."""
    text = json.dumps(document, indent=2, ensure_ascii=False)
    return "\n".join(map(visible, text.split("\n")))


def _mapped(
    source: Source,
) -> Callable[[Mapping[str, Any] | RequestError], Mapping[str, Any]] | None:
    """Return the function that makes an event of a record's content; None without a mapping."""
    if source.mapping is None:
        return None
    document = EventMapper(source.mapping).document
    cells = source.has_cells

    def mapped(content: Mapping[str, Any] | RequestError) -> Mapping[str, Any]:
        if isinstance(content, RequestError):
            raise content
        return document(content, cells=cells)

    return mapped


def _size(files: Sequence[BinaryIO]) -> int | None:
    """Return the bytes of files; None if those of one are not known."""
    sizes = [_size_of(file) for file in files]
    return None if None in sizes else sum(filter(None, sizes)) or None


def _size_of(file: BinaryIO) -> int | None:
    if not file.seekable():
        return None
    here = file.tell()
    end = file.seek(0, 2)
    file.seek(here)
    return end - here
