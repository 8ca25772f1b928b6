"""The rows of a result whose aggregations come from several tables of groups."""

from collections.abc import Sequence

from attrs import frozen

from evsrv.core.sql import Sql, bind, join, sql
from evsrv.query.columns import Aggregation, Formula
from evsrv.query.expression import reads_hours
from evsrv.query.plan import Plan
from evsrv.sqlite.compiler.aggregate_table import AggregateTable
from evsrv.sqlite.compiler.aligned_buckets import HOUR_MS, aligned_table
from evsrv.sqlite.compiler.formulas import HOURS
from evsrv.sqlite.compiler.group_columns import GroupColumns
from evsrv.sqlite.compiler.group_source import GroupSource
from evsrv.sqlite.compiler.plan_parts import time_bucket
from evsrv.sqlite.compiler.subgroups import Subgroups


@frozen
class ResultRows:
    """The table `composed`: a row for each group, with the columns of all tables of groups."""

    plan: Plan
    groups: GroupColumns
    groups_of_ranges: Sequence[Subgroups]
    """The tables of groups of the range, and of the compared range if there is one."""
    source: GroupSource
    """The rows that are aggregated."""

    @property
    def tables(self) -> list[Sql]:
        """The definitions of the tables `aligned` (if there are buckets) and `result_rows`."""
        aligned = [self._aligned()] if self._aligns else []
        return [*aligned, self._rows()]

    @property
    def has_hours(self) -> bool:
        """Whether a formula reads the length of a row's bucket."""
        return any(
            isinstance(one, Formula) and reads_hours(one.expression) for one in self.groups.computed
        )

    @property
    def _bucket(self) -> Sql | None:
        bucket = time_bucket(self.plan)
        return None if bucket is None else self.groups.value(bucket)

    @property
    def _hours(self) -> Sql | None:
        """The length of a row's bucket in hours, if a formula reads it."""
        if not self.has_hours:
            return None
        if self._aligns:
            return Sql("aligned.hours")
        if self.plan.range is None:
            raise AssertionError("hours was planned without a range")
        interval = self.plan.range.interval
        return bind((interval.end - interval.start) / HOUR_MS)

    @property
    def _aligns(self) -> bool:
        """Whether the rows have a place in the timeline of the range."""
        return (
            self._bucket is not None
            and self.plan.range is not None
            and self.plan.range.timeline is not None
        )

    def _aligned(self) -> Sql:
        if self.plan.range is None or self.plan.range.timeline is None:
            raise AssertionError("the plan has no timeline")
        compared = self.plan.compared_range
        return aligned_table(
            Sql("aligned"),
            self.plan.range.timeline,
            None if compared is None else compared.timeline,
        )

    def _rows(self) -> Sql:
        """Render the table of the keys of all rows."""
        names = self.groups.key_names
        bucket = self._bucket
        if not names:
            return Sql("result_rows (one) AS (\nSELECT 1\n)")
        if not self.plan.fill or bucket is None:
            parts = (one.select(names) for one in self.groups_of_ranges)
            return sql("result_rows ({}) AS (\n{}\n)", join(", ", names), join("\nUNION\n", parts))
        rest = [name for name in names if name != bucket]
        if not rest:
            return sql("result_rows ({}) AS (\nSELECT start FROM aligned\n)", bucket)
        return sql(
            "result_rows ({}) AS (\nSELECT {} FROM aligned CROSS JOIN (\n{}\n) AS combination\n)",
            join(", ", names),
            join(
                ", ",
                (
                    Sql("aligned.start") if one == bucket else sql("combination.{}", one)
                    for one in names
                ),
            ),
            join("\nUNION\n", (one.select(rest) for one in self.groups_of_ranges)),
        )

    def composed(self, aggregate_tables: Sequence[AggregateTable]) -> Sql:
        """Render the table that joins the tables of aggregations to the rows of the result."""
        columns = [sql("result_rows.{}", name) for name in self.groups.key_names]
        joins = []
        names = list(self.groups.key_names)
        if self._aligns:
            joins.append(
                sql("LEFT JOIN aligned ON aligned.start = result_rows.{}", self._bucket or Sql(""))
            )
            columns.append(Sql("aligned.compared_start"))
            names.append(Sql("compared_start"))
        if (hours := self._hours) is not None:
            columns.append(hours)
            names.append(HOURS)
        for one in aggregate_tables:
            shown = [one for one in one.aggregations if one in self.groups.aggregations]
            if shown:
                joins.append(sql("LEFT JOIN {} ON {}", one.name, join(" AND ", self._matches(one))))
            for aggregation in shown:
                columns.append(self._aggregate(one, aggregation))
                names.append(self.groups.value(aggregation))
        return sql(
            "composed ({}) AS MATERIALIZED (\nSELECT {}\nFROM result_rows\n{}\n)",
            join(", ", names),
            join(", ", columns),
            join("\n", joins),
        )

    def _matches(self, one: AggregateTable) -> list[Sql]:
        """Render the conditions that a row's keys are those of a table of groups."""
        matches = []
        for key in one.keys:
            for own, name in zip(self.groups.names_of_key(key), one.names_of_key(key), strict=True):
                row = sql("result_rows.{}", own)
                if own == self._bucket and one.compared:
                    row = Sql("aligned.compared_start")
                matches.append(sql("{}.{} IS {}", one.name, name, row))
        # The tenant guard lets no table be read of which SQLite does not name a column.
        any_column = sql("result_rows.{}", (self.groups.key_names or [Sql("one")])[0])
        return matches or [sql("{} IS {}", any_column, any_column)]

    def _aggregate(self, one: AggregateTable, aggregation: Aggregation) -> Sql:
        """Render the value of an aggregation in a row, which its table may lack."""
        value = sql("{}.{}", one.name, one.name_of(aggregation))
        if one is self.groups_of_ranges[0] and not self.plan.fill and not self.plan.compared_range:
            return value
        value = sql("coalesce({}, {})", value, self.source.empty(aggregation))
        if aggregation.compared and self._aligns:
            return sql("CASE WHEN aligned.compared_start IS NOT NULL THEN {} END", value)
        return value
