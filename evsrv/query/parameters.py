"""URL parameters: each of a known name, and given once."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from evsrv.core.errors import Issue, Unprocessable, clip, unknown
from evsrv.query.formats import FORMATS, lost_plus
from evsrv.query.synonyms import meant_by

Parameters = Iterable[tuple[str, str]]
"""URL parameters in their order."""

TIME_WORDS = ("timezone", "weekStart", "range", "now")
"""The members that every question may have."""
QUERY_WORDS = (*TIME_WORDS, "compare", "fill", "limit", "offset", "jsonValues", "meta")
"""The members of a query that may also come as URL parameters."""
_INTEGER = re.compile(r"-?[0-9]{1,19}")
_BOOLEANS: Mapping[str, bool] = MappingProxyType({"true": True, "false": False})
_FORMATS: Mapping[str, str] = MappingProxyType(
    {"timezone": "timezone", "range": "range", "compare": "compare", "now": "timestamp"}
)
"""The members whose text may hold a `+`, with the formats of the schema."""


def unique_parameters(
    parameters: Parameters,
    known: Sequence[str],
    issues: list[Issue],
    hints: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, str]:
    """Return the known parameters by name; add an issue for an unknown or repeated one.

    `hints` has the messages for names that are known elsewhere.
    """
    unique: dict[str, str] = {}
    for name, text in parameters:
        if name in hints:
            issues.append(Issue(f"/{name}", hints[name]))
        elif name not in known:
            meant = meant_by("URL parameter", name)
            issues.append(Issue("", unknown("URL parameter", name, known, meant)))
        elif name in unique:
            issues.append(Issue("", f"the URL parameter {name!r} is given twice; leave one away"))
        else:
            unique[name] = text
    return unique


def with_parameters(
    document: Mapping[str, Any],
    parameters: Parameters,
    options: Mapping[str, Sequence[str] | None] = MappingProxyType({}),
    *,
    words: Sequence[str] = QUERY_WORDS,
    hints: Mapping[str, str] = MappingProxyType({}),
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return a body with its URL parameters added, and the options that are given.

    `words` are the members that may come by URL, and `options` has the values of each further
    parameter, None if it may have any text. `hints` is as for `unique_parameters`.

    The published client drops the body members that it does not know, so these come by URL.
    Raises `Unprocessable` if a parameter is unknown, repeated, not of its type, or differs from the
    body.
    """
    merged = dict(document)
    values: dict[str, str] = {}
    if not parameters:
        return merged, values
    issues: list[Issue] = []
    for name, text in unique_parameters(parameters, (*words, *options), issues, hints).items():
        if name in options:
            allowed = options[name]
            if allowed is None or text in allowed:
                values[name] = text
            else:
                known = " or ".join(allowed)
                issues.append(Issue("", f"{name}: expected {known}, not {clip(text)}"))
            continue
        try:
            value = _member_value(name, text)
        except ValueError as error:
            issues.append(Issue(f"/{name}", str(error)))
            continue
        if merged.setdefault(name, value) != value:
            issues.append(
                Issue(f"/{name}", f"{clip(merged[name])} here, but {clip(value)} in the URL")
            )
    if issues:
        raise Unprocessable.of(issues)
    return merged, values


def _integer(text: str) -> int:
    if not _INTEGER.fullmatch(text):
        raise ValueError(f"expected an integer in the URL, not {clip(text)}")
    return int(text)


def _boolean(text: str) -> bool:
    if text not in _BOOLEANS:
        raise ValueError(f"expected true or false in the URL, not {clip(text)}")
    return _BOOLEANS[text]


_READERS: Mapping[str, Callable[[str], object]] = MappingProxyType(
    {
        "limit": _integer,
        "offset": _integer,
        "fill": _boolean,
        "meta": _boolean,
        "counts": _boolean,
        "details": _boolean,
    }
)


def _member_value(name: str, text: str) -> object:
    """Return the value of the member that a URL parameter stands for.

    Raises `ValueError` if the text is none of its type, or has lost a `+`.
    """
    if reader := _READERS.get(name):
        return reader(text)
    if message := lost_plus_of(name, text):
        raise ValueError(message)
    return text


def lost_plus_of(name: str, text: str) -> str | None:
    """Return the message for the text of a URL parameter that has lost a `+`."""
    if name not in _FORMATS:
        return None
    format_ = FORMATS[_FORMATS[name]]
    hint = lost_plus(text, format_)
    return f"{format_.explain(text)}: {hint}" if hint else None
