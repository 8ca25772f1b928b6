"""The order in which every server stores rows, so that no two wait for each other."""

from collections.abc import Sequence


def lock_order(row: Sequence[str | None]) -> list[tuple[bool, str]]:
    """Return the sort key of a row: PostgreSQL's order of its columns, by code points."""
    # NULL is last there.
    return [(value is None, value or "") for value in row]
