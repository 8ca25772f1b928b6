"""An aggregation in DuckDB: exact parts, of which Python makes the result."""

from collections.abc import Callable
from typing import Any

from attrs import frozen

from evsrv.core.sql import Sql


@frozen
class AggregateSql:
    """An aggregation in DuckDB."""

    parts: tuple[Sql, ...]
    finish: Callable[..., Any]
    """Returns the result, given the values of the parts. Raises `Unsupported`."""
    is_result: bool = False
    """Whether the one part is the result, so that groups can be ordered by it."""
