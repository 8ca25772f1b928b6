"""One import: the records of files become documents, which are stored or only counted."""

import json
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

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
from evsrv.ingest.records import Record
from evsrv.ingest.refusals import Refusals
from evsrv.ingest.source_format import Format


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
        self._done: Callable[[int], None] = lambda _: None
        self._sources = [
            open_source(file, mapping, bulk.max_depth, lambda done: self._done(done))
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
        self._last: tuple[int, Record] | None = None
        """The index of the source that is read, and the last record that was not lost."""
        self._groups: list[tuple[str, Refusals]] = []

    @property
    def interrupted(self) -> bool:
        """Whether Ctrl-C ended the import."""
        return self._interrupt.asked

    def store(self) -> bool:
        """Store the records of files; return whether there was no bad one."""
        with self._interrupt, progress("Importing", self._size) as self._done:
            items = (
                BulkItem(self._bulk, sent, record.size, refused)
                for _, sent, record, refused in self._documents()
            )
            result = bulk_store(self._path, items)[self._bulk.dataset]
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
        good = 0
        with self._interrupt, progress("Reading", self._size) as self._done:
            for document, *_ in self._documents():
                if not good:
                    click.echo(_shown(document))
                good += 1
        self._report()
        noun = self._bulk.dataset.name
        click.echo(f"dry run: {good} {noun} can be stored, {self._bad} bad lines", err=True)
        return not self._bad

    def _documents(
        self,
    ) -> Iterator[tuple[Mapping[str, Any], Any, Record, Callable[[RequestError], None]]]:
        """Yield each good document as it was made and as it was read, and how to refuse it later.

        Ctrl-C ends it at once while it reads, otherwise before the next record.
        """
        interrupt = self._interrupt
        try:
            interrupt.reading = True
            for index, source in enumerate(self._sources):
                refuse = self._refusing(source)
                mapped = _mapped(source)
                for record in source.records:
                    try:
                        document = mapped(record)
                        sent = self._read(document)
                    except RequestError as refusal:
                        self._last = index, record
                        refuse(record.number, refusal)
                        continue
                    self._without_id += "id" not in document
                    self._without_time += "createdAt" not in document
                    interrupt.reading = False
                    self._last = index, record
                    yield document, sent, record, partial(refuse, record.number)
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
        index, record = self._last
        source = self._sources[index]
        note(f"interrupted after {source.noun} {record.number:,} of {source.name}")
        if not self._without_id:
            note("to go on, run the same command again: stored events count as duplicates")
        elif (rest := source.command_of_rest(record)) is None:
            note(
                "the events have no ids, so the same command would store these twice; import into"
                " another file, with --id or --id-from-line"
            )
        else:
            later = "".join(f" {shlex.quote(other.name)}" for other in self._sources[index + 1 :])
            note(f"to go on, with the same options: {rest} | evsrv import ... -{later}")


def _shown(document: Mapping[str, Any]) -> str:
    """Render a document for people; it comes from anyone, and must not drive the terminal."""
    text = json.dumps(document, indent=2, ensure_ascii=False)
    return "\n".join(map(visible, text.split("\n")))


def _mapped(source: Source) -> Callable[[Record], Mapping[str, Any]]:
    """Return the function that makes a document of a record."""
    if source.mapping is None:
        return _content
    mapper = EventMapper(source.mapping)
    cells = source.has_cells
    return lambda record: mapper.document(_content(record), cells=cells)


def _content(record: Record) -> Mapping[str, Any]:
    if isinstance(record.content, RequestError):
        raise record.content
    return record.content


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
