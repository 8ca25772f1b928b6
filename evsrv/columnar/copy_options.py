"""Options of the copies of a database."""

from collections.abc import Callable
from pathlib import Path

from attrs import field, frozen

from evsrv.core.json_path import JsonPath
from evsrv.plugin.terms import Term
from evsrv.sqlite.memory_tables import MemoryDatabases


@frozen(kw_only=True)
class CopyOptions:
    """The options."""

    folder: Path
    """The folder of the files."""
    memory: str
    """The memory that DuckDB may take for one copy, as `500MB`."""
    paths: tuple[JsonPath, ...] = ()
    """The paths whose columns are filled from the start."""
    native: frozenset[Term] = field(repr=False)
    """The terms that may have a spelling in DuckDB: the builtin ones."""
    composing: MemoryDatabases = field(repr=False)
    """The databases in which plans of several tables of groups are composed."""
    environment: Callable[[], str]
    """Returns a digest of all that computes values of columns."""
    min_rows: int
    """The number of rows from which on a scope is answered from a copy."""
