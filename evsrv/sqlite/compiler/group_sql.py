"""The SQL of groups of rows in another engine, and the way from its rows to a table of groups."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from attrs import frozen

from evsrv.core.sql import Sql, join, sql


@frozen
class KeySql:
    """A group key."""

    expressions: tuple[Sql, ...]
    """The values to group by."""
    finish: Callable[..., tuple[Any, ...]]
    """Returns the columns of the key in a table of groups, given the values of the expressions."""
    conditions: tuple[Sql, ...] = ()
    """The conditions for rows that are in a group."""
    join: Sql | None = None
    """The clause JOIN that makes a row one of each group that it is in, if it may be several."""

    @property
    def is_single(self) -> bool:
        """Whether the value of the one expression is the one column."""
        return self.finish is single


def single(value: Any) -> tuple[Any, ...]:
    """Return the one column of a key with one expression."""
    return (value,)


@frozen
class AggregateSql:
    """An aggregation, as exact parts of which Python makes the result."""

    parts: tuple[Sql, ...]
    finish: Callable[..., Any]
    """Returns the result, given the values of the parts."""
    is_result: bool = False
    """Whether the one part is the result, so that groups can be ordered by it."""


@frozen
class GroupStatement:
    """The SQL of groups, and the way from its rows to the rows of a table of groups."""

    keys: tuple[KeySql, ...]
    aggregates: tuple[AggregateSql, ...]
    source: Sql
    """The clauses from FROM up to WHERE."""

    @property
    def groups(self) -> Sql:
        """The query for the groups, in no order. Its columns are key_N and part_N."""
        return self.groups_with(())

    def groups_with(self, hidden: Sequence[Sql]) -> Sql:
        """Render the query for the groups with further columns."""
        keys = self.key_expressions
        named = [
            *(sql("{} AS {}", one, Sql(f"key_{n}")) for n, one in enumerate(keys)),
            *(sql("{} AS {}", one, Sql(f"part_{n}")) for n, one in enumerate(self.parts)),
            *hidden,
        ]
        numbers = ", ".join(str(number) for number in range(1, len(keys) + 1))
        return sql(
            "SELECT {} {}{}",
            join(", ", named or [Sql("1 AS one")]),
            self.source,
            Sql(f" GROUP BY {numbers}" if keys else ""),
        )

    @property
    def key_expressions(self) -> list[Sql]:
        """The values to group by."""
        return [one for key in self.keys for one in key.expressions]

    @property
    def parts(self) -> list[Sql]:
        """The parts of all aggregates."""
        return [one for aggregate in self.aggregates for one in aggregate.parts]

    @property
    def is_finished(self) -> bool:
        """Whether a row of the query is one of the table of groups."""
        return all(key.is_single for key in self.keys) and all(
            one.is_result for one in self.aggregates
        )

    def finish(self, row: Sequence[Any]) -> tuple[Any, ...]:
        """Return the columns of each key, then each aggregate, from a row of the query."""
        return tuple(self._finish(row))

    def _finish(self, row: Sequence[Any]) -> Iterator[Any]:
        start = 0
        for key in self.keys:
            end = start + len(key.expressions)
            yield from key.finish(*row[start:end])
            start = end
        for aggregate in self.aggregates:
            end = start + len(aggregate.parts)
            yield aggregate.finish(*row[start:end])
            start = end
