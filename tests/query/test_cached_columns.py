"""Which columns may be keys of caches."""

import pytest

from evsrv.core.datasets import EVENTS
from evsrv.query.columns import MAX_CACHED_COLUMNS, Column, are_short
from evsrv.query.reference import MAX_CACHED_PATH_CHARACTERS, Reference

_FIELD = EVENTS.fields["properties"]
_LONGEST = Reference(_FIELD, ("x" * MAX_CACHED_PATH_CHARACTERS,))
_TOO_LONG = Reference(_FIELD, ("x" * MAX_CACHED_PATH_CHARACTERS, "y"))


@pytest.mark.parametrize(
    ("columns", "short"),
    [
        ((), True),
        ((Reference(_FIELD), _LONGEST), True),
        ((Reference(_FIELD), _TOO_LONG), False),
        ((_LONGEST,) * MAX_CACHED_COLUMNS, True),
        ((_LONGEST,) * (MAX_CACHED_COLUMNS + 1), False),
    ],
)
def test_columns_are_short_if_they_and_their_paths_are_few(
    columns: tuple[Column, ...], short: bool
) -> None:
    assert are_short(columns) is short
