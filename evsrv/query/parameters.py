"""The body members that may also come as URL parameters."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from evsrv.core.errors import Issue, Unprocessable, clip, unknown

_NUMBERS = ("limit", "offset")
_NAMES = (*_NUMBERS, "jsonValues")
_INTEGER = re.compile(r"-?[0-9]{1,19}")


def with_parameters(
    document: Mapping[str, Any], parameters: Iterable[tuple[str, str]]
) -> dict[str, Any]:
    """Merge URL parameters into a body.

    The published client drops the body members that it does not know, so these come by URL.
    Raises `Unprocessable` if a parameter is unknown, not an integer, or contradicts the body.
    """
    merged = dict(document)
    issues = []
    for name, text in parameters:
        value: object = text
        if name not in _NAMES:
            issues.append(Issue("", unknown("URL parameter", name, _NAMES)))
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
    return merged
