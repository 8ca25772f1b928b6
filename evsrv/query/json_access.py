"""Names that go into a JSON field as other languages write them: `properties.plan` and the like."""

import re

from evsrv.core.datasets import DATASETS, Dataset
from evsrv.core.errors import fold_name
from evsrv.core.kinds import Kind

_TABLES = "|".join(f"{name.removesuffix('s')}s?" for name in DATASETS)
_START = re.compile(rf"(?:(?:{_TABLES})\W)?\W*(\w+)")
_STEP = re.compile(
    r"""
    \s*+ (?: ->>? | [.:\[] ) \s*+
    (?: '([^']+)' \s*+ | "([^"]+)" \s*+ | ((?: [^'"\[\].:>-] | -(?!>) )++) )
    \]? \s*+ (?= -> | [.:\[] | $ )
    """,
    re.VERBOSE,
)
"""One step: `.plan`, `->>'plan'`, `['plan']`, `:plan`."""


def split_access(name: str, dataset: Dataset) -> tuple[str, list[str]] | None:
    """Return the JSON field and the path that a name goes along; None for another name."""
    start = _START.match(name)
    json_fields = {fold_name(field): field for field in dataset.names_of(Kind.DOCUMENT)}
    field = json_fields.get(fold_name(start[1])) if start else None
    if start is None or field is None:
        return None
    path: list[str] = []
    position = start.end()
    while step := _STEP.match(name, position):
        path += (part.strip() for part in step.groups() if part)
        position = step.end()
    return (field, path) if path and position == len(name) else None
