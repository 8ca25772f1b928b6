"""Records of text: delimited cells (CSV, TSV), and lines that match a pattern.

Their members are text; `cell_value` reads the numbers and booleans in it.
"""

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from evsrv.core.errors import BadRequest, clip
from evsrv.core.json_text import without_bom
from evsrv.ingest.records import Record

DELIMITERS = {",": "CSV", ";": "CSV", "\t": "TSV", "|": "CSV"}
"""The characters that may separate cells, with the name of the format."""
_MAX_CELL_CHARACTERS = 16_000_000
"""Characters of a cell; an unclosed quote would otherwise read a whole file into memory."""
_SAMPLE_LINES = 20
_NUMBER = re.compile(
    r"-?(?P<integer>0|[1-9]\d{0,18})(?P<fraction>\.\d{1,15})?(?P<exponent>e[+-]\d{2,3})?", re.ASCII
)
_MAX_DIGITS = 15
"""Of a decimal number that a double holds without loss."""
_INT64 = range(-(2**63), 2**63)
_BOOLEANS = {
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}


def cell_value(text: str) -> str | int | float | bool:
    """Return the number or boolean that a text is, or the text.

    Text that a number would not keep remains text: leading zeros, more digits than fit, and
    exponents but those that programs write (`1e-05`).
    """
    if text[:1] not in "-0123456789tTfF":
        return text
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    match = _NUMBER.fullmatch(text)
    if match is None or text == "-0":
        return text
    if match["fraction"] is None and match["exponent"] is None:
        number = int(text)
        return number if number in _INT64 else text
    if len(match["integer"]) + len(match["fraction"] or "") - 1 > _MAX_DIGITS:
        return text
    return _double(text)


def _names(row: Sequence[str]) -> list[str]:
    """Return the names of columns; one without a name gets its number."""
    return [name.strip() or f"column{number}" for number, name in enumerate(row, 1)]


def _flaw_of_names(columns: Sequence[str]) -> BadRequest | None:
    twice = [name for name, times in Counter(columns).items() if times > 1]
    if not twice:
        return None
    return BadRequest(f"two columns are named {clip(twice[0])}; name all with --columns")


def _double(text: str) -> float | str:
    number = float(text)
    vanished = number == 0 and re.match(r"-?[0.]*[1-9]", text)
    return text if vanished or number in (float("inf"), float("-inf")) else number


def delimiter_of(head: bytes) -> str | None:
    """Return the delimiter with which the first lines have the same number of cells, above one."""
    text = without_bom(head).decode("utf-8", "replace")
    lines = text.splitlines(keepends=True)
    # The last line may be cut.
    sample = (lines[:-1] if len(lines) > 1 and not text.endswith("\n") else lines)[:_SAMPLE_LINES]
    widths = {}
    for delimiter in DELIMITERS:
        try:
            rows = [len(row) for row in csv.reader(sample, delimiter=delimiter) if row]
        except csv.Error:
            continue
        # An open quote at the end of the sample may join lines; a row like the header is enough.
        if rows and rows[0] > 1 and (len(rows) == 1 or rows.count(rows[0]) * 2 > len(rows)):
            widths[delimiter] = rows[0]
    return max(widths, key=lambda one: widths[one]) if widths else None


def header_of(head: bytes, delimiter: str) -> list[str]:
    """Return the names of the columns in the first line."""
    lines = without_bom(head).decode("utf-8", "replace").splitlines(keepends=True)
    return _names(next((row for row in csv.reader(lines, delimiter=delimiter) if row), []))


def delimited_records(
    lines: Iterable[bytes], delimiter: str, columns: Sequence[str] | None
) -> Iterator[Record]:
    """Yield a record for each row; the first row names the columns if they are not given.

    A cell that is empty is no member.
    """
    csv.field_size_limit(_MAX_CELL_CHARACTERS)
    reader = csv.reader(_decoded(lines), delimiter=delimiter, strict=True)
    last = 0
    while True:
        number = last + 1
        try:
            row = next(reader, None)
        except csv.Error as error:
            last = reader.line_num
            yield Record(number, 0, BadRequest(f"the line is not {DELIMITERS[delimiter]}: {error}"))
            continue
        if row is None:
            return
        last = reader.line_num
        if not row:
            continue
        if columns is None:
            columns = _names(row)
            if flaw := _flaw_of_names(columns):
                yield Record(number, 0, flaw)
                return
            continue
        text = "".join(row)
        if flaw := _flaw(text):
            yield Record(number, len(text), flaw)
        elif len(row) != len(columns):
            cells = f"{len(row)} cells, expected {len(columns)} ({clip(', '.join(columns))})"
            yield Record(number, len(text), BadRequest(f"the line has {cells}"))
        else:
            yield Record(number, len(text), dict(zip(columns, row, strict=True)), last - number)


def pattern_records(lines: Iterable[bytes], pattern: re.Pattern[str]) -> Iterator[Record]:
    """Yield a record for each line that is not blank; its members are the groups of the pattern."""
    for number, line in enumerate(_decoded(lines), 1):
        text = line.strip()
        if not text:
            continue
        match = pattern.fullmatch(text)
        if flaw := _flaw(text):
            yield Record(number, len(text), flaw)
        elif match is None:
            yield Record(
                number,
                len(text),
                BadRequest(f"the line does not match the line pattern: {clip(text)}"),
            )
        else:
            yield Record(number, len(text), match.groupdict(default=""))


def _decoded(lines: Iterable[bytes]) -> Iterator[str]:
    """Yield lines as text; what is not UTF-8 becomes surrogates, which `_flaw` finds."""
    for number, line in enumerate(lines):
        plain = line.removeprefix(codecs.BOM_UTF8) if number == 0 else line
        yield plain.decode("utf-8", "surrogateescape")


def _flaw(text: str) -> BadRequest | None:
    if text.isascii() and "\0" not in text:
        return None
    if "\0" in text:
        return BadRequest("a NUL character cannot be stored")
    try:
        text.encode()
    except UnicodeEncodeError:
        return BadRequest("the line is not UTF-8; convert the file: iconv -f LATIN1 -t UTF-8 FILE")
    return None
