"""Aggregations over groups that agree in some keys, merged from those of each group."""

from attrs import frozen

from evsrv.core.sql import Sql, join, sql
from evsrv.query.columns import Aggregation
from evsrv.sqlite.compiler.where_clause import where_clause
from evsrv.sqlite.compiler.window_table import WindowTable


@frozen
class MergedGroups(WindowTable):
    """A table with the merged results of a table of groups, which has the same aggregations."""

    def name_of(self, aggregation: Aggregation) -> Sql:
        """Return the column of an aggregation."""
        return self.groups.name_of(aggregation)

    @property
    def tables(self) -> list[Sql]:
        """The definition of the table."""
        keys = [name for key in self.keys for name in self.names_of_key(key)]
        # Two names of one aggregation are one column.
        merged = {self.name_of(one): one.aggregate.merge for one in self.aggregations}
        columns = [sql(f"{merge}({{}})", name) for name, merge in merged.items()]
        return [
            sql(
                "{} ({}) AS MATERIALIZED (\nSELECT {}\nFROM {}{}{}\n)",
                self.name,
                join(", ", [*keys, *merged]),
                join(", ", [*keys, *columns]),
                self.groups.name,
                where_clause(self.groups.conditions),
                sql("\nGROUP BY {}", join(", ", keys)) if keys else Sql(""),
            )
        ]
