"""The records of a file to import, whatever its format is."""

import gzip
import io
import re
import shlex
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO, cast

import click
from attrs import frozen

from evsrv.core.errors import BadRequest
from evsrv.ingest.json_records import document_records, line_records, nested_records
from evsrv.ingest.mapping import EventMapping
from evsrv.ingest.member import Member
from evsrv.ingest.records import Record
from evsrv.ingest.source_format import GZIP, Format, UnsupportedFormat, format_of
from evsrv.ingest.text_records import (
    delimited_records,
    delimiter_of,
    header_of,
    pattern_records,
)

_BUFFER_BYTES = 1 << 17


@frozen
class Source:
    """A file whose format is found."""

    name: str
    format: Format
    mapping: EventMapping | None
    """None: the records are events."""
    records: Iterator[Record]
    packed: bool

    @property
    def noun(self) -> str:
        """The name of a record in messages."""
        return "element" if self.format is Format.JSON_DOCUMENT else "line"

    @property
    def has_cells(self) -> bool:
        """Whether the members of a record are text."""
        return self.format in (Format.DELIMITED, Format.TEXT_LINES) and self.mapping is not None

    def command_of_rest(self, record: Record) -> str | None:
        """Return the command that writes what comes after a record; None if there is none."""
        if self.name == "-" or self.packed or self.format is Format.JSON_DOCUMENT:
            return None
        name = shlex.quote(self.name)
        rest = f"tail -n +{record.number + record.more_lines + 1} {name}"
        has_header = self.format is Format.DELIMITED and not (self.mapping and self.mapping.columns)
        return f"(head -n 1 {name}; {rest})" if has_header else rest


def open_source(
    file: BinaryIO, mapping: EventMapping | None, max_depth: int, done: Callable[[int], None]
) -> Source:
    """Find the format of a file; `done` is called with the number of bytes that are read.

    Raises `click.ClickException` for a format that cannot be imported.
    """
    name = getattr(file, "name", "-")
    name = "-" if name == "<stdin>" or not isinstance(name, str) else name
    stream = io.BufferedReader(_Counted(file, done), _BUFFER_BYTES)
    packed = stream.peek(len(GZIP)).startswith(GZIP)
    if packed:
        unpacked = cast("BinaryIO", gzip.GzipFile(fileobj=stream))
        stream = io.BufferedReader(_Counted(unpacked), _BUFFER_BYTES)
    try:
        head = stream.peek()
        mapping, format_ = _found(head, name, mapping)
    except UnsupportedFormat as error:
        raise click.ClickException(str(error)) from None
    except (EOFError, OSError, zlib.error) as error:
        raise click.ClickException(f"{name} cannot be unpacked: {error}") from None
    records = _unbroken(_records(stream, head, format_, mapping, max_depth))
    return Source(name, format_, mapping, records, packed)


def _found(
    head: bytes, name: str, mapping: EventMapping | None
) -> tuple[EventMapping | None, Format]:
    if mapping is not None and mapping.line_pattern is not None:
        format_of(head, name, has_each=False)
        return mapping, Format.TEXT_LINES
    found = format_of(head, name, has_each=mapping is not None and mapping.each is not None)
    if mapping is None and found is Format.DELIMITED:
        columns = header_of(head, delimiter_of(head) or ",")
        if "type" in columns:
            return EventMapping(), found
        raise UnsupportedFormat(
            f"{name} is delimited text with the columns {', '.join(columns)};"
            " say which one has the event's name (--type COLUMN), or give a name (--type =NAME)"
        )
    if mapping is None and found is Format.TEXT_LINES:
        return None, Format.JSON_LINES
    if mapping is not None and found is Format.TEXT_LINES:
        if mapping.columns is None:
            raise UnsupportedFormat(
                f"{name} is neither JSON nor delimited text; use --line-pattern, or for a web"
                " server's log --mapping combined, or for one column --columns"
            )
        return mapping, Format.DELIMITED
    return mapping, found


def _records(
    stream: BinaryIO, head: bytes, found: Format, mapping: EventMapping | None, max_depth: int
) -> Iterator[Record]:
    if mapping is None:
        mapping = EventMapping()
    else:
        # The members of a record go one level down, under properties.
        max_depth -= 1
    path = Member.parse(mapping.each).parts if mapping.each else ()
    match found:
        case Format.JSON_DOCUMENT:
            return document_records(stream, path, max_depth=max_depth)
        case Format.JSON_LINES if path:
            return nested_records(stream, path, max_depth=max_depth)
        case Format.JSON_LINES:
            return line_records(stream, max_depth=max_depth)
        case Format.DELIMITED:
            columns = mapping.column_names or None
            return delimited_records(stream, delimiter_of(head) or ",", columns)
    assert mapping.line_pattern is not None  # noqa: S101 - `_found` has checked it
    return pattern_records(stream, re.compile(mapping.line_pattern))


def _unbroken(records: Iterator[Record]) -> Iterator[Record]:
    """Yield records; packed data that are damaged end them with a refusal."""
    number = 0
    try:
        for record in records:
            number = record.number
            yield record
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        reason = f"the packed data are damaged: {error}"
        yield Record(number + 1, 0, BadRequest(reason))


class _Counted(io.RawIOBase):
    """A stream whose first read has a whole line, if there is one, so that it can be looked at."""

    def __init__(self, file: BinaryIO, done: Callable[[int], None] = lambda _: None) -> None:
        self._file = file
        self._done = done
        self._read = getattr(file, "read1", file.read)
        self._begun = False

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Read what there is into a buffer."""
        data = self._read(len(buffer))
        while not self._begun and data and b"\n" not in data and len(data) < len(buffer):
            more = self._read(len(buffer) - len(data))
            if not more:
                break
            data += more
        self._begun = True
        buffer[: len(data)] = data
        self._done(len(data))
        return len(data)
