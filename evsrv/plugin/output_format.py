"""Output formats of rows: a kind of file that a plugin writes."""

import re
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from attrs import Attribute, field, frozen

from evsrv.plugin.validators import is_filled, is_name

RESERVED_NAMES = frozenset(
    {"csv", "ndjson", "json", "spreadsheet", "events", "table", "chart", "markdown"}
)
"""Formats of every server and of the command line, which a plugin cannot replace."""
RESERVED_TYPES = frozenset(
    {
        "application/json",
        "application/jsonl",
        "application/ndjson",
        "application/problem+json",
        "application/x-ndjson",
        "text/csv",
    }
)

Values = Sequence[Any]
"""The values of a row in the order of the header, as JSON is in Python: None is null."""
Write = Callable[[Sequence[Values]], bytes]
End = Callable[[], bytes]

_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,63}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}")
_EXTENSION = re.compile(r"[a-z0-9]{1,16}(?:\.[a-z0-9]{1,16})?")


def _is_free_name(_: object, attribute: "Attribute[str]", name: str) -> None:
    if name in RESERVED_NAMES:
        raise ValueError(f"{attribute.name} {name!r} is a format of every server")


def _is_free_type(_: object, attribute: "Attribute[str]", content_type: str) -> None:
    if not _MEDIA_TYPE.fullmatch(content_type):
        raise ValueError(
            f"{attribute.name} {content_type!r} must be a media type in lower case without"
            " parameters, such as text/html"
        )
    if content_type in RESERVED_TYPES:
        raise ValueError(f"{attribute.name} {content_type!r} is a type of every server")


def _is_extension(_: object, attribute: "Attribute[str]", extension: str) -> None:
    if not _EXTENSION.fullmatch(extension):
        raise ValueError(f"{attribute.name} {extension!r} must match {_EXTENSION.pattern}")


@frozen(kw_only=True, eq=False)
class Format:
    """An output format: `?format=name`, or its content type in `Accept`.

    `writer(header)` gets the names of the columns and returns a function that writes rows: it gets
    some rows at a time, each a sequence of values in the order of the header, and returns bytes,
    which may be empty. If something follows the last row, `writer` returns two functions: that one,
    and one without arguments that returns the end. Each file has its own functions. They are not
    called on the event loop, and never two of one file at once.

    Text is UTF-8. `content_type` is a media type without parameters, and `extension` ends the name
    of the file. Since 0.2.
    """

    noun: ClassVar[str] = "format"

    name: str = field(validator=[is_name, _is_free_name])
    content_type: str = field(validator=_is_free_type)
    extension: str = field(validator=_is_extension)
    summary: str = field(validator=is_filled)
    writer: Callable[[Sequence[str]], Write | tuple[Write, End]]


def find_flaw_of_writer(_: object, result: object) -> str | None:
    """Return why a result of `writer` cannot write rows, or None."""
    parts = result if isinstance(result, tuple) and len(result) == 2 else (result,)
    if all(map(callable, parts)):
        return None
    return f"writer returned {result!r}; expected a function, or two: (write, end)"


def find_flaw_of_bytes(_: object, result: object) -> str | None:
    """Return why a result is no part of a file, or None."""
    return None if isinstance(result, bytes) else f"returned {type(result).__name__}, not bytes"
