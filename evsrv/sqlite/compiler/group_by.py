"""Groups by GROUP BY: SQLite sorts the rows into them."""

from collections.abc import Sequence

from attrs import frozen

from evsrv.core.sql import Sql, join, sql
from evsrv.query.plan import Plan
from evsrv.sqlite.compiler.aggregate_inputs import AggregateInputs
from evsrv.sqlite.compiler.columns import reference_of
from evsrv.sqlite.compiler.context import CompileContext
from evsrv.sqlite.compiler.group_columns import GroupColumns
from evsrv.sqlite.compiler.grouping import Grouping
from evsrv.sqlite.compiler.index_range import COUNT
from evsrv.sqlite.compiler.row_columns import RowColumns
from evsrv.sqlite.compiler.values import value_of
from evsrv.sqlite.compiler.where import render_where


@frozen
class SortedGroups(Grouping):
    """The groups of any plan."""

    plan: Plan
    groups: GroupColumns
    context: CompileContext
    reason: str
    """The reason against a better way, as a clause after "because"."""

    @property
    def description(self) -> str:
        """The way and its reason."""
        return f"groups by GROUP BY, because {self.reason}"

    @property
    def with_clause(self) -> Sql:
        """The WITH clause with GROUP BY."""
        where = render_where(self.plan, self.context)
        source = sql("{} AS e\nWHERE {}", Sql(self.plan.dataset.name), where)
        tables = []
        if any(map(self.groups.needs_reals, self.groups.keys)):
            # The filter is rendered once, as it may have thousands of parameters.
            tables = [
                sql("matching AS NOT MATERIALIZED (\nSELECT * FROM {}\n)", source),
                *tables_of_reals(self.groups, self.context, Sql("matching AS e WHERE")),
            ]
            source = Sql("matching AS e")
        rows = RowColumns(self.plan.json_values, self.context)
        tables.append(grouped_table(Sql("grouped"), self.groups, rows, source))
        return sql("WITH {}\n", join(", ", tables))


def reads_inputs(groups: GroupColumns) -> bool:
    """Return whether a table of groups is made from a table of its aggregates' inputs."""
    # Other SQL than a count may name columns of the dataset, which the table does not have.
    return any(one.aggregate.shares_inputs for one in groups.aggregations) and all(
        one.reference is not None or one.where is not None or one.aggregate.without_field == COUNT
        for one in groups.aggregations
    )


def grouped_table(name: Sql, groups: GroupColumns, rows: RowColumns, source: Sql) -> Sql:
    """Render a table of groups by GROUP BY, from the clauses from FROM up to WHERE.

    If it is made from a table of inputs, that comes first.
    """
    keys = [part for key in groups.keys for part in rows.key(key)]
    if reads_inputs(groups):
        inputs = AggregateInputs(sql("{}_inputs", name))
        aggregates = [rows.aggregate(aggregation, inputs) for aggregation in groups.aggregations]
        if not inputs.reads_rows:
            return sql(
                "{}, {}",
                inputs.table(keys, groups.key_names, source),
                _group_by(name, groups, [*groups.key_names, *aggregates], inputs.name),
            )
    aggregates = [rows.aggregate(aggregation) for aggregation in groups.aggregations]
    return _group_by(name, groups, [*keys, *aggregates], source)


def _group_by(name: Sql, groups: GroupColumns, columns: Sequence[Sql], source: Sql) -> Sql:
    # By number: a repeated expression with parameters would be another expression.
    numbers = ", ".join(str(number) for number in range(1, len(groups.key_names) + 1))
    return sql(
        "{} ({}) AS (\nSELECT {}\nFROM {}{}\n)",
        name,
        join(", ", groups.names or [Sql("one")]),
        join(", ", columns or [Sql("1")]),
        source,
        Sql(f"\nGROUP BY {numbers}" if numbers else ""),
    )


def tables_of_reals(groups: GroupColumns, context: CompileContext, source: Sql) -> list[Sql]:
    """Render the tables that `GroupColumns.number` reads, from FROM up to an open WHERE."""
    tables = []
    for key in filter(groups.needs_reals, groups.keys):
        value = value_of(reference_of(key), context)
        tables.append(
            sql(
                "{} (text) AS (\nSELECT {} FROM {} {} = 'real'\n)",
                groups.reals(key),
                value.text,
                source,
                value.json_type,
            )
        )
    return tables
