"""The comparison of PostgreSQL's rows with SQLite's."""

import math
from collections.abc import Sequence
from typing import Any

from evsrv.query.plan import Plan

_TOLERANCE = 1e-9
"""Of doubles: PostgreSQL's sums of decimals are exact, SQLite's are of doubles."""


def require_same_rows(plan: Plan, found: Sequence[Any], wanted: Sequence[Any]) -> None:
    """Assert that rows have the same values of the same types in the columns of a plan."""
    width = len(plan.columns)
    assert len(found) == len(wanted)
    for row, other in zip(found, wanted, strict=True):
        pairs = zip(row[:width], other[:width], strict=True)
        assert all(_are_equal(*pair) for pair in pairs), f"{row}, not {other}"


def _are_equal(one: Any, other: Any) -> bool:
    return type(one) is type(other) and (
        one == other or (isinstance(one, float) and math.isclose(one, other, rel_tol=_TOLERANCE))
    )
