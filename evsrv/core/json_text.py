"""JSON as text: strict reading of what comes in, one canonical form of what is kept."""

import json
import math
from collections.abc import Iterator
from itertools import islice
from typing import Any

import orjson

from evsrv.core.errors import BadRequest, Issue, Unprocessable, clip, pointer
from evsrv.core.limits import MAX_FILTER_DEPTH, MAX_ISSUES, MAX_JSON_DEPTH

_INTEGER_DIGITS = 20
_DIGITS_ALIKE = bytes(48 if 48 <= byte <= 57 else 32 for byte in range(256))
_LONG_NUMBER = b"0" * 19
"""What may be an integer beyond 64 bits, its digits made alike."""
_INT64 = range(-(2**63), 2**63)


def canonical(value: Any) -> str:
    """Write compact JSON: members sorted by code point, nothing escaped that need not be."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def read_object(data: bytes, what: str = "the body", *, max_depth: int) -> dict[str, Any]:
    """Read a JSON object (RFC 8259, UTF-8) of which SQLite can hold everything.

    Of duplicate members the last one wins. Raises `BadRequest` where `what` is none, and
    `Unprocessable` with pointers to the values that are `unstorable`.
    """
    if not may_exceed_depth(data, max_depth) and (plain := parse_fast(data)) is not None:
        return plain
    document = parse_object(data, what)
    reject_unstorable(document, max_depth=max_depth)
    return document


def parse_fast(data: bytes) -> dict[str, Any] | None:
    """Parse a JSON object in which only depth can be unstorable; return None for other input.

    The standard library reads the same, and takes ten times as long.
    """
    # orjson takes no lone surrogate and no number that is not finite, but would make a double of an
    # integer beyond 64 bits.
    if b"\\u0000" in data or _LONG_NUMBER in data.translate(_DIGITS_ALIKE):
        return None
    try:
        document = orjson.loads(data)
    except orjson.JSONDecodeError:
        return None
    return document if isinstance(document, dict) else None


def may_exceed_depth(data: bytes, max_depth: int) -> bool:
    """Tell of JSON whether it can nest deeper than this, at a glance."""
    return data.count(b"{") + data.count(b"[") > max_depth


def parse_object(data: bytes, what: str = "the body") -> dict[str, Any]:
    """Read a JSON object that may hold what is `unstorable`; otherwise as `read_object`."""
    try:
        document = json.loads(data.decode("utf-8"), parse_int=_integer)
    except UnicodeDecodeError as error:
        raise BadRequest(f"{what} is not UTF-8: {error.reason} at byte {error.start}") from None
    except json.JSONDecodeError as error:
        place = f"at line {error.lineno} column {error.colno}"
        raise BadRequest(f"{what} is not JSON: {error.msg} {place}") from None
    except RecursionError:
        message = (
            f"nested too deeply: JSON may nest {MAX_JSON_DEPTH} levels, filters {MAX_FILTER_DEPTH}"
        )
        raise Unprocessable.of([Issue("", message)]) from None
    if not isinstance(document, dict):
        raise BadRequest(f"{what} must be a JSON object, not {type_name(document)}")
    return document


def reject_unstorable(document: Any, *, max_depth: int) -> None:
    """Raise `Unprocessable` with pointers to the values that are `unstorable`."""
    if issues := list(islice(unstorable(document, max_depth=max_depth), MAX_ISSUES)):
        raise Unprocessable.of(issues)


def unstorable(document: Any, *, max_depth: int) -> Iterator[Issue]:
    """Yield what SQLite cannot hold faithfully.

    That is: NaN and infinities, integers beyond 64 bits, numbers beyond a double, lone surrogates
    and NUL characters (in member names too), and nesting deeper than `max_depth`.
    """
    todo: list[tuple[Any, _Place | None, int]] = [(document, None, 0)]
    while todo:
        value, place, depth = todo.pop()
        if isinstance(value, str):
            if flaw := _text_flaw(value):
                yield Issue(_pointer(place), flaw)
        elif isinstance(value, dict | list):
            if depth >= max_depth:
                yield Issue(_pointer(place), f"nested deeper than {max_depth} levels")
                continue
            if isinstance(value, dict):
                for name in value:
                    if flaw := _text_flaw(name):
                        yield Issue(_pointer((place, name)), f"member name: {flaw}")
            members = value.items() if isinstance(value, dict) else enumerate(value)
            todo.extend((member, (place, name), depth + 1) for name, member in members)
        elif isinstance(value, float):
            if not math.isfinite(value):
                yield Issue(
                    _pointer(place), "a number must be finite and fit a 64-bit integer or a double"
                )
        elif isinstance(value, int) and value not in _INT64:
            yield Issue(_pointer(place), "an integer must fit 64 bits")


_Place = tuple["_Place | None", str | int]
"""A place in a document: the one around it, and a member's name or index. Most are never shown."""


def _pointer(place: "_Place | None") -> str:
    parts: list[str | int] = []
    while place is not None:
        place, part = place
        parts.append(part)
    return pointer("", *reversed(parts))


def type_name(value: Any) -> str:
    """Name a value's JSON type, with its article, for messages."""
    match value:
        case None:
            return "null"
        case bool():
            return "a boolean"
        case int() | float():
            return "a number"
        case str():
            return "a string"
        case list():
            return "an array"
    return "an object"


def _integer(text: str) -> int | float:
    # Longer ones cannot fit 64 bits, and Python refuses to read very long ones at all.
    return int(text) if len(text) <= _INTEGER_DIGITS else math.inf


def _text_flaw(text: str) -> str | None:
    if text.isascii() and "\0" not in text:
        return None
    if "\0" in text:
        return f"a NUL character cannot be kept: {clip(text)}"
    try:
        text.encode()
    except UnicodeEncodeError:
        return f"a lone surrogate is no Unicode text: {clip(text)}"
    return None
