"""The way from a plan's reader to the copy."""

from collections.abc import Sequence
from typing import Any, Protocol

from evsrv.columnar.column import Column
from evsrv.core.sql import Sql


class Ask(Protocol):
    """A snapshot of a copy, the same as that of the SQLite connection beside it."""

    def __call__(self, statement: Sql, columns: frozenset[Column]) -> Sequence[Sequence[Any]]:
        """Return the rows of a statement in DuckDB.

        Raises `Unsupported` if one of the columns that it reads is not filled, which asks for it.
        """
