"""The format of a file, by its first bytes."""

import json
import re
from enum import Enum

from evsrv.core.json_text import without_bom
from evsrv.ingest.text_records import delimiter_of


class Format(Enum):
    """A format whose records can be imported."""

    JSON_LINES = "NDJSON"
    JSON_DOCUMENT = "JSON"
    DELIMITED = "CSV"
    TEXT_LINES = "text"


class UnsupportedFormat(ValueError):
    """A file that cannot be imported; the message says what it is and what to do."""


GZIP = b"\x1f\x8b"
_PARQUET = b"PAR1"
_MAGIC = (
    (b"PK\x03\x04", "a zip archive or a spreadsheet; unpack it, or save the sheet as CSV"),
    (b"\x28\xb5\x2f\xfd", "compressed with zstd; use: zstd -dc {file} | evsrv import ... -"),
    (b"BZh", "compressed with bzip2; use: bzip2 -dc {file} | evsrv import ... -"),
    (b"\xfd7zXZ\0", "compressed with xz; use: xz -dc {file} | evsrv import ... -"),
    (b"SQLite format 3\0", "an SQLite database; export a table of it as CSV"),
    (b"\xff\xfe", "text in UTF-16; use: iconv -f UTF-16 -t UTF-8 {file} | evsrv import ... -"),
    (b"\xfe\xff", "text in UTF-16; use: iconv -f UTF-16 -t UTF-8 {file} | evsrv import ... -"),
    (b"Obj\x01", "an Avro file; convert it to NDJSON, for example with: avro-tools tojson {file}"),
    (b"ARROW1", "an Arrow file; convert it to NDJSON or CSV"),
    (b"ORC", "an ORC file; convert it to NDJSON or CSV"),
)  # fmt: skip
_XML = (b"<?xml", b"<")


def parquet_command(file: str) -> str:
    """Return the command that pipes a Parquet file into an import, with the time zone UTC."""
    # Within double quotes the shell still reads these characters.
    name = re.sub(r'([\\"$`])', r"\\\1", _sql_text(file))
    copy = f"COPY (FROM {name}) TO '/dev/stdout' (FORMAT json)"
    return f'duckdb -c "{copy}" | evsrv import ... --time-zone UTC -'


def format_of(head: bytes, file: str, *, has_each: bool) -> Format:
    """Return the format of a file that begins with these bytes; `file` is its name for messages.

    Raises `UnsupportedFormat`.
    """
    _refuse_unsupported(head, file)
    start = without_bom(head).lstrip()
    if start.startswith(b"["):
        return Format.JSON_DOCUMENT
    if start.startswith(b"{"):
        return _format_of_objects(start, has_each=has_each)
    if delimiter_of(head) is not None:
        return Format.DELIMITED
    return Format.TEXT_LINES


def _refuse_unsupported(head: bytes, file: str) -> None:
    if head.startswith(_PARQUET):
        raise UnsupportedFormat(f"{file} is a Parquet file; use: {parquet_command(file)}")
    for magic, meaning in _MAGIC:
        if head.startswith(magic):
            raise UnsupportedFormat(f"{file} is {meaning.format(file=file)}")
    if without_bom(head).lstrip().startswith(_XML):
        raise UnsupportedFormat(f"{file} is XML or HTML; convert it to NDJSON, JSON or CSV")
    if b"\0" in head and not head.lstrip().startswith(b"{"):
        raise UnsupportedFormat(f"{file} is binary; expected NDJSON, JSON, CSV or TSV")


def _format_of_objects(start: bytes, *, has_each: bool) -> Format:
    """Return whether objects are one a line, or a document over several lines.

    If the first line ends within an object, the object goes on, or the line is a bad one before
    others. With a path to elements inside, it is taken for the former.
    """
    first, _, rest = start.partition(b"\n")
    if not _ends_early(first):
        return Format.JSON_LINES
    if has_each or (rest and not rest.lstrip().startswith(b"{")):
        return Format.JSON_DOCUMENT
    return Format.JSON_LINES


def _ends_early(line: bytes) -> bool:
    text = line.decode("utf-8", "replace").rstrip()
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return error.pos >= len(text) or error.msg.startswith("Unterminated string")
    except RecursionError:
        return False
    return False


def _sql_text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
