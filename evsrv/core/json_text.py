"""Strict parsing of JSON text, and the canonical form in which it is stored."""

import codecs
import json
import math
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

import orjson

from evsrv.core.errors import BadRequest, Issue, Unprocessable, clip, pointer
from evsrv.core.limits import MAX_FILTER_DEPTH, MAX_ISSUES, MAX_JSON_DEPTH

_MAX_INTEGER_CHARACTERS = 20
_DIGITS_AS_ZEROS = bytes.maketrans(b"123456789E", b"000000000e")
_LONG_NUMBER = b"0" * 19
"""Digits that may be an integer beyond 64 bits, after translation by `_DIGITS_AS_ZEROS`."""
_SMALL_EXPONENT = b"0e-000"
"""In a number that may be too small for a double, after the same translation.

With a shorter exponent such a number has more digits than `_LONG_NUMBER`.
"""
_SMALL_NUMBER = re.compile(rb"[\s:,\[]-?[0-9]+(?:\.[0-9]+)?[eE]-[0-9]{3}")
_NOT_ZERO = re.compile("[-.0]*[1-9]")
_NEGATIVE_ZERO = re.compile(r"-0\.0(?![0-9])")
_INT64 = range(-(2**63), 2**63)


def canonical(value: Any) -> str:
    """Render compact JSON: members sorted by code point, only necessary escapes."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def stored_text(value: Any) -> str:
    """Render canonical JSON as it is stored, in which a negative zero is zero.

    It equals zero, and PostgreSQL's JSON has none.
    """
    text = canonical(value)
    # A string may hold the same.
    return canonical(_without_negative_zero(value)) if _NEGATIVE_ZERO.search(text) else text


def _without_negative_zero(value: Any) -> Any:
    match value:
        case float():
            return value + 0.0
        case dict():
            return {name: _without_negative_zero(member) for name, member in value.items()}
        case list():
            return [_without_negative_zero(member) for member in value]
    return value


def read_object(data: bytes, noun: str = "the body", *, max_depth: int) -> dict[str, Any]:
    """Parse a JSON object (RFC 8259, UTF-8) that can be stored faithfully.

    A byte order mark before it is skipped. Of duplicate members the last one wins. Raises
    `BadRequest` if `noun` is not a JSON object, and `Unprocessable` with pointers to the values
    that are `unstorable`.
    """
    if not may_exceed_depth(data, max_depth) and isinstance(plain := parse_fast(data), dict):
        return plain
    document = parse_object(data, noun)
    reject_unstorable(document, max_depth=max_depth)
    return document


def parse_fast(data: bytes) -> Any:
    """Parse JSON in which only depth can be unstorable; return None for other input.

    The standard library's parser returns the same and takes ten times as long.
    """
    # orjson rejects lone surrogates and numbers that are not finite, but parses an integer beyond
    # 64 bits as a double, and a number too small for a double as zero.
    digits = data.translate(_DIGITS_AS_ZEROS)
    if b"\\u0000" in data or _LONG_NUMBER in digits:
        return None
    if _SMALL_EXPONENT in digits and _may_vanish(data, digits):
        return None
    try:
        return orjson.loads(without_bom(data))
    except orjson.JSONDecodeError:
        return None


def without_bom(data: bytes) -> bytes:
    """Return data without the byte order mark that some programs put before UTF-8."""
    return data.removeprefix(codecs.BOM_UTF8)


def _may_vanish(data: bytes, digits: bytes) -> bool:
    """Return whether a number may be too small for a double."""
    at = digits.find(_SMALL_EXPONENT)
    while at >= 0:
        # The text of many UUIDs has such an exponent, but does not begin as a number. The digits
        # before it are shorter than two of `_LONG_NUMBER`.
        if _SMALL_NUMBER.search(
            data, max(0, at - 2 * len(_LONG_NUMBER)), at + len(_SMALL_EXPONENT)
        ):
            return True
        at = digits.find(_SMALL_EXPONENT, at + 1)
    return False


def may_exceed_depth(data: bytes, max_depth: int) -> bool:
    """Return whether JSON may nest deeper than this, by a count of its brackets."""
    return data.count(b"{") + data.count(b"[") > max_depth


def parse_object(data: bytes, noun: str = "the body") -> dict[str, Any]:
    """Parse a JSON object as `read_object` does, but accept `unstorable` values."""
    document = parse_value(data, noun)
    if not isinstance(document, dict):
        raise BadRequest(f"{noun} must be a JSON object, not {type_name(document)}")
    return document


def parse_value(data: bytes, noun: str = "the body") -> Any:
    """Parse any JSON value, and accept `unstorable` ones."""
    try:
        text = without_bom(data).decode("utf-8")
        return json.loads(text, parse_int=_integer, parse_float=_double)
    except UnicodeDecodeError as error:
        raise BadRequest(f"{noun} is not UTF-8: {error.reason} at byte {error.start}") from None
    except json.JSONDecodeError as error:
        position = f"at line {error.lineno} column {error.colno}"
        raise BadRequest(f"{noun} is not JSON: {error.msg} {position}") from None
    except RecursionError:
        message = (
            f"nested too deeply: JSON may nest {MAX_JSON_DEPTH} levels, filters {MAX_FILTER_DEPTH}"
        )
        raise Unprocessable.of([Issue("", message)]) from None


def reject_unstorable(document: Any, *, max_depth: int) -> None:
    """Raise `Unprocessable` with pointers to the values that are `unstorable`."""
    if issues := list(islice(unstorable(document, max_depth=max_depth), MAX_ISSUES)):
        raise Unprocessable.of(issues)


def unstorable(document: Any, *, max_depth: int) -> Iterator[Issue]:
    """Yield an issue for each value that cannot be stored faithfully.

    These are NaN and infinities, integers beyond 64 bits, numbers too large or too small for a
    double, lone surrogates and NUL characters (in member names too), and nesting deeper than
    `max_depth`.
    """
    todo: list[tuple[Any, _Location | None, int]] = [(document, None, 0)]
    while todo:
        value, location, depth = todo.pop()
        if isinstance(value, str):
            if flaw := _text_flaw(value):
                yield Issue(_pointer(location), flaw)
        elif isinstance(value, dict | list):
            if depth >= max_depth:
                yield Issue(_pointer(location), f"nested deeper than {max_depth} levels")
                continue
            if isinstance(value, dict):
                for name in value:
                    if flaw := _text_flaw(name):
                        yield Issue(_pointer((location, name)), f"member name: {flaw}")
            members = value.items() if isinstance(value, dict) else enumerate(value)
            todo.extend((member, (location, name), depth + 1) for name, member in members)
        elif isinstance(value, float):
            if isinstance(value, _Vanished):
                yield Issue(
                    _pointer(location),
                    "too small for a double: it would become zero",
                )
            elif not math.isfinite(value):
                yield Issue(
                    _pointer(location),
                    "a number must be finite and fit a 64-bit integer or a double",
                )
        elif isinstance(value, int) and value not in _INT64:
            yield Issue(_pointer(location), "an integer must fit 64 bits")


_Location = tuple["_Location | None", str | int]
"""Location of a value: that of its parent, and a member's name or index.

A linked list, because it becomes a pointer only for the few values that have an issue.
"""


def _pointer(location: "_Location | None") -> str:
    parts: list[str | int] = []
    while location is not None:
        location, part = location
        parts.append(part)
    return pointer("", *reversed(parts))


def type_name(value: Any) -> str:
    """Return the name of a value's JSON type with its article, for messages."""
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
    # A longer integer cannot fit 64 bits, and Python refuses to parse very long ones.
    return int(text) if len(text) <= _MAX_INTEGER_CHARACTERS else math.inf


class _Vanished(float):
    """Zero, parsed from the text of another number."""


def _double(text: str) -> float:
    value = float(text)
    if value == 0 and _NOT_ZERO.match(text):
        return _Vanished(value)
    return value


def _text_flaw(text: str) -> str | None:
    if text.isascii() and "\0" not in text:
        return None
    if "\0" in text:
        return f"a NUL character cannot be stored: {clip(text)}"
    try:
        text.encode()
    except UnicodeEncodeError:
        return f"a lone surrogate is not Unicode text: {clip(text)}"
    return None
