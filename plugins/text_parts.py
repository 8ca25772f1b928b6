"""Functions of texts: lower, domain and length.

They work on text fields and JSON strings; other JSON values give null.
"""

import re
import sqlite3

from evsrv.plugin import Function, Kind, hookimpl, sql

_MAX_AUTHORITY_CHARACTERS = 2_000
_SCHEME = re.compile(r"https?://", re.IGNORECASE | re.ASCII)
# Possessive quantifiers: the time is linear in the authority, which has a limit.
_AUTHORITY = re.compile(
    r"(?:[^@]*+@)*+(\[[0-9A-Fa-f:.]++\]|[^\s\0-\x1f\x7f\[\]:@\"<>\\^`{|}]++)(?::[0-9]*+)?"
)
_AUTHORITY_END = re.compile(r"[/?#]")

_SIMPLE = str.maketrans(
    {
        "\N{LATIN CAPITAL LETTER I WITH DOT ABOVE}": "i",
        "\N{GREEK CAPITAL LETTER SIGMA}": "\N{GREEK SMALL LETTER SIGMA}",
    }
)
"""The letters whose full mapping, which str.lower has, is longer or depends on their neighbours."""


@hookimpl
def evsrv_functions() -> list[Function]:
    """Return the functions."""
    return [
        Function(
            name="lower",
            summary="The text in lower case.",
            takes=Kind.TEXT | Kind.PATH,
            gives=Kind.TEXT,
            render=lambda value: sql("text_lower({})", value.string),
            renders={"postgresql": lambda value: sql("evsrv_lower({})", value.string)},
        ),
        Function(
            name="domain",
            summary="The host of an http or https URL, in lower case.",
            takes=Kind.TEXT | Kind.PATH,
            gives=Kind.TEXT,
            render=lambda value: sql("text_domain({})", value.string),
            renders={"postgresql": lambda value: sql("evsrv_domain({})", value.string)},
        ),
        Function(
            name="length",
            summary="The number of code points.",
            takes=Kind.TEXT | Kind.PATH,
            gives=Kind.NUMBER,
            render=lambda value: sql("length({})", value.string),
            portable=True,
        ),
    ]


@hookimpl
def evsrv_prepare_connection(connection: sqlite3.Connection) -> None:
    """Register what SQLite cannot do: its own lower() knows ASCII only."""
    connection.create_function("text_lower", 1, lower, deterministic=True)
    connection.create_function("text_domain", 1, domain, deterministic=True)


def lower(text: str | None) -> str | None:
    """Return a text in lower case, by Unicode's simple mapping of each code point."""
    if text is None or text.isascii():
        return text and text.lower()
    return text.translate(_SIMPLE).lower()


def domain(text: str | None) -> str | None:
    """Return the host of a URL without its port; None if the text is no http(s) URL with one."""
    if text is None or (scheme := _SCHEME.match(text)) is None:
        return None
    start = scheme.end()
    limit = start + _MAX_AUTHORITY_CHARACTERS
    end = _AUTHORITY_END.search(text, start, limit + 1)
    if end is None and len(text) > limit:
        return None
    authority = _AUTHORITY.fullmatch(text, start, len(text) if end is None else end.start())
    return lower(authority[1]) if authority else None
