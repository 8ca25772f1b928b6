"""The contents of a database in numbers: rows by place and dataset, and the size of tables."""

from collections.abc import Mapping

from attrs import frozen

from evsrv.core.datasets import Dataset

Project = tuple[str, str | None]
"""Organization and project; the rows without a project count as one project, None."""
Places = Mapping[str, frozenset[str | None]]
"""The projects of each organization; None if it has rows without a project."""


@frozen
class Group:
    """The rows of one dataset in a project, or without one."""

    organization_id: str
    project_id: str | None
    dataset: Dataset
    rows: int
    first: int
    """The time of the oldest row, in epoch milliseconds."""
    last: int
    types: Mapping[str, int]
    """The rows of the most frequent types."""


@frozen
class Size:
    """The size of a table or of an index."""

    table: str
    index: str | None
    """None: the table itself."""
    bytes: int


@frozen
class Contents:
    """The contents of a database in one snapshot."""

    version: int
    newest_version: int
    """The version that this program makes."""
    bytes: int
    """Of the file, or of the whole database."""
    groups: tuple[Group, ...]
    empty_places: tuple[Project, ...]
    """Organizations and projects that have keys and no rows."""
    sizes: tuple[Size, ...]
    """The largest first; empty if this SQLite cannot tell."""


MAX_TYPES = 3
"""Of a project, the most frequent first."""
