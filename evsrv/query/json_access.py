"""Names that go into a JSON field as other languages write them: `properties.plan` and the like."""

import re

from evsrv.core.errors import fold_name
from evsrv.core.fields import FIELDS, Kind

_JSON_FIELDS = {
    fold_name(name): name for name, field in FIELDS.items() if field.kind is Kind.DOCUMENT
}
_START = re.compile(r"(?:events?\W)?\W*(\w+)")
_STEP = re.compile(
    r"""
    \s*+ (?: ->>? | [.:\[] ) \s*+
    (?: '([^']+)' \s*+ | "([^"]+)" \s*+ | ((?: [^'"\[\].:>-] | -(?!>) )++) )
    \]? \s*+ (?= -> | [.:\[] | $ )
    """,
    re.VERBOSE,
)
"""One step: `.plan`, `->>'plan'`, `['plan']`, `:plan`."""


def split_access(name: str) -> tuple[str, list[str]] | None:
    """Return the JSON field and the path that a name goes along; None for another name."""
    start = _START.match(name)
    field = _JSON_FIELDS.get(fold_name(start[1])) if start else None
    if start is None or field is None:
        return None
    path: list[str] = []
    position = start.end()
    while step := _STEP.match(name, position):
        path += (part.strip() for part in step.groups() if part)
        position = step.end()
    return (field, path) if path and position == len(name) else None
