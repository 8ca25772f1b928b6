"""Records of NDJSON and of JSON documents."""

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from evsrv.core.errors import RequestError
from evsrv.core.json_text import read_object, without_bom
from evsrv.ingest.json_stream import JsonStream
from evsrv.ingest.records import Record


def line_records(lines: Iterable[bytes], *, max_depth: int) -> Iterator[Record]:
    """Yield a record for each line that is not blank."""
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if without_bom(text).strip():
            yield _record(number, text, "the line", max_depth)


def nested_records(
    lines: Iterable[bytes], path: Sequence[str], *, max_depth: int
) -> Iterator[Record]:
    """Yield a record for each element at a path of each line; its number is that of the line."""
    for number, line in enumerate(lines, 1):
        stream = JsonStream(io.BytesIO(line), "the line")
        try:
            for element in stream.elements(path):
                yield _record(number, element, "the element", max_depth)
        except RequestError as refusal:
            yield Record(number, len(line), refusal)


def document_records(stream: BinaryIO, path: Sequence[str], *, max_depth: int) -> Iterator[Record]:
    """Yield a record for each element at a path of a document.

    Where the document is malformed, the last record is the refusal.
    """
    number = 0
    try:
        for element in JsonStream(stream).elements(path):
            number += 1
            yield _record(number, element, "the element", max_depth)
    except RequestError as refusal:
        yield Record(number + 1, 0, refusal)


def _record(number: int, text: bytes, noun: str, max_depth: int) -> Record:
    try:
        return Record(number, len(text), read_object(text, noun, max_depth=max_depth))
    except RequestError as refusal:
        return Record(number, len(text), refusal)
