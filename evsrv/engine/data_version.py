"""The version of a dataset that an answer was computed from."""

from typing import NamedTuple


class DataVersion(NamedTuple):
    """A state of a dataset. Versions that are equal have the same rows.

    Of a dataset that only appends, `last_row` grows with each new row, and `revision` changes if a
    row is changed or deleted. Of any other `revision` changes with each change.
    A tuple, because each request for a cached answer hashes and compares some.
    """

    revision: int
    last_row: int
