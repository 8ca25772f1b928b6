"""URL parameters: each of a known name, and given once."""

import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from evsrv.core.errors import Issue, Unprocessable, clip, unknown
from evsrv.query.synonyms import meant_by

Parameters = Iterable[tuple[str, str]]
"""URL parameters in their order."""

_NUMBERS = ("limit", "offset")
_MEMBERS = (*_NUMBERS, "jsonValues")
"""The body members that may also come as URL parameters."""
_INTEGER = re.compile(r"-?[0-9]{1,19}")


def unique_parameters(
    parameters: Parameters, known: Sequence[str], issues: list[Issue]
) -> dict[str, str]:
    """Return the known parameters by name; add an issue for an unknown or repeated one."""
    unique: dict[str, str] = {}
    for name, text in parameters:
        if name not in known:
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
    options: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return a body with its URL parameters added, and the options that are given.

    `options` has the values of each further parameter.

    The published client drops the body members that it does not know, so these come by URL.
    Raises `Unprocessable` if a parameter is unknown, repeated, not of its type, or differs from the
    body.
    """
    merged = dict(document)
    values: dict[str, str] = {}
    if not parameters:
        return merged, values
    issues: list[Issue] = []
    for name, text in unique_parameters(parameters, (*_MEMBERS, *options), issues).items():
        value: object = text
        if name in options:
            if text in options[name]:
                values[name] = text
            else:
                known = " or ".join(options[name])
                issues.append(Issue("", f"{name}: expected {known}, not {clip(text)}"))
            continue
        if name in _NUMBERS:
            if not _INTEGER.fullmatch(text):
                issues.append(
                    Issue(f"/{name}", f"expected an integer in the URL, not {clip(text)}")
                )
                continue
            value = int(text)
        if merged.setdefault(name, value) != value:
            issues.append(
                Issue(f"/{name}", f"{clip(merged[name])} here, but {clip(value)} in the URL")
            )
    if issues:
        raise Unprocessable.of(issues)
    return merged, values
