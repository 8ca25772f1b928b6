"""Aggregations over moving windows of buckets, from parts that are read once.

A part has the number of its bucket in the timeline. A window is a frame of such numbers, so the
cost does not grow with its length.
"""

from abc import abstractmethod
from collections.abc import Sequence

from attrs import evolve, frozen

from evsrv.calendar.time_buckets import TimeBucket, Timeline
from evsrv.core.sql import Sql, join, sql
from evsrv.query.columns import Aggregation, Over
from evsrv.sqlite.compiler.aggregate_table import over_own_rows
from evsrv.sqlite.compiler.listed_rows import listed_table
from evsrv.sqlite.compiler.subgroups import Subgroups
from evsrv.sqlite.compiler.window_table import WindowTable


@frozen
class RunningWindows(WindowTable):
    """A table with a row for each row of the result, computed over frames of parts."""

    def name_of(self, aggregation: Aggregation) -> Sql:
        """Return the column of an aggregation."""
        return self.parts.name_of(aggregation)

    @property
    def tables(self) -> list[Sql]:
        """The definition of the table, and of those that it reads."""
        names = {self.name_of(one): one.aggregate for one in self.aggregations}
        values = [self._over_frame(name, one.merge or "sum") for name, one in names.items()]
        rest = self._other_keys
        nulls = [Sql("NULL")] * len(names)
        return [
            *self._tables_of_parts,
            self._positions,
            # Rows of the result come in beside the parts, since a row may have no part of its own.
            sql(
                "{} ({}) AS MATERIALIZED (\nSELECT {} FROM (\nSELECT {}\nFROM (\n"
                "SELECT NULL AS start, {} FROM {}\nUNION ALL\nSELECT {}\n)\n"
                "WINDOW frame AS ({}ORDER BY position RANGE BETWEEN {} PRECEDING AND CURRENT ROW)"
                "\n) WHERE start IS NOT NULL\n)",
                self.name,
                join(", ", [self._time_key, *rest, *names]),
                join(", ", [Sql("start"), *rest, *names]),
                join(", ", [Sql("start"), *rest, *values]),
                join(", ", [sql("{} AS position", self._time_key), *rest, *names]),
                self.parts.name,
                sql("{}\n{}", join(", ", [*self._positioned, *nulls]), self._result_rows),
                sql("PARTITION BY {} ", join(", ", rest)) if rest else Sql(""),
                self._preceding,
            ),
        ]

    @property
    @abstractmethod
    def _tables_of_parts(self) -> Sequence[Sql]:
        """The definition of the table `parts`."""

    @property
    def _buckets(self) -> int | None:
        """The number of buckets in a window; None for all of the range's."""
        if not isinstance(self.window, Over):
            raise AssertionError("a window over buckets was planned as one within keys")
        return self.window.buckets

    @property
    def _preceding(self) -> Sql:
        if self._buckets is None:
            return Sql("UNBOUNDED")
        return Sql(str(self._buckets - 1))

    @property
    def parts(self) -> Subgroups:
        """The groups by the position of their bucket."""
        return evolve(
            self.groups,
            name=sql("{}_parts", self.name),
            aggregations=self.aggregations,
            by_value=None,
            buckets=tuple(
                TimeBucket(position, bucket.pieces) for position, bucket in enumerate(self._members)
            ),
        )

    @property
    def _timeline(self) -> Timeline:
        planned = self.groups.planned_range
        if planned is None or planned.timeline is None:
            raise AssertionError("a window was planned without buckets")
        return planned.timeline

    @property
    def _members(self) -> tuple[TimeBucket, ...]:
        """The buckets of all windows."""
        timeline = self._timeline
        return timeline.buckets if self._buckets is None else timeline.whole

    @property
    def _time_key(self) -> Sql:
        return self.groups.time_key

    @property
    def _other_keys(self) -> list[Sql]:
        return [name for name in self.groups.groups.key_names if name != self._time_key]

    @property
    def _positions(self) -> Sql:
        """The table of the positions of the range's buckets."""
        buckets = self._timeline.buckets
        first = len(self._members) - len(buckets)
        rows = [(bucket.start, position) for position, bucket in enumerate(buckets, first)]
        return listed_table(sql("{}_positions", self.name), ("start", "position"), rows)

    @property
    def _positioned(self) -> list[Sql]:
        return [
            sql("{}_positions.start", self.name),
            sql("{}_positions.position", self.name),
            *(sql("result_rows.{}", name) for name in self._other_keys),
        ]

    @property
    def _result_rows(self) -> Sql:
        """The clause FROM of the result's rows with their positions."""
        own = sql("result_rows.{}", self._time_key)
        if self.compared:
            return sql(
                "FROM result_rows JOIN aligned ON aligned.start = {}"
                " JOIN {}_positions ON {}_positions.start = aligned.compared_start",
                own,
                self.name,
                self.name,
            )
        return sql(
            "FROM result_rows JOIN {}_positions ON {}_positions.start = {}",
            self.name,
            self.name,
            own,
        )

    def _over_frame(self, name: Sql, merge: str) -> Sql:
        return sql(f"{merge}({{}}) OVER frame AS {{}}", name, name)


@frozen
class MergedWindows(RunningWindows):
    """Windows whose results are merged of those of their buckets."""

    @property
    def _tables_of_parts(self) -> Sequence[Sql]:
        return self.parts.tables


@frozen
class DistinctWindows(RunningWindows):
    """Windows in which one aggregation counts different values, by the changes of their number."""

    @property
    def _tables_of_parts(self) -> Sequence[Sql]:
        (aggregation,) = self.aggregations
        parts = self.parts
        values = sql("{}_values", self.name)
        return parts.source.changes(
            parts.row_groups, over_own_rows(aggregation), self._buckets, values
        )

    @property
    def _preceding(self) -> Sql:
        return Sql("UNBOUNDED")
