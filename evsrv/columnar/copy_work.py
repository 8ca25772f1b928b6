"""Work on a copy that takes several steps."""

from attrs import define

from evsrv.columnar.column import Column
from evsrv.sqlite.rows_version import RowsVersion


@define
class Filling:
    """Columns that the table has, but not yet the values of all rows."""

    columns: tuple[Column, ...]
    target: int
    """The number of the last row that was stored without them; newer rows have them."""
    done: int = 0
    """The number up to which rows have them."""


@define
class Pruning:
    """A comparison of the numbers of rows, range by range."""

    since: RowsVersion
    """The version that the rows of the copy were before."""
    found: RowsVersion
    """The version of the database in which the comparison began."""
    done: int = 0
    """The number of the last row that was compared."""
