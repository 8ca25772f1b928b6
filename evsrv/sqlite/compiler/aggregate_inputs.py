"""The values that aggregates read, as columns of a table, so that each is computed once a row.

SQLite sorts the rows into their groups with all columns that an aggregate reads: with whole
documents, if it reads paths. The rows of this table have the group keys and the numbers only.
"""

from collections.abc import Sequence

from attrs import Factory, define, frozen

from evsrv.core.sql import Parameter, Sql, join, sql
from evsrv.plugin.value import Value
from evsrv.sqlite.compiler.mapped_values import MappedValue


@define(eq=False)
class AggregateInputs:
    """A table whose columns are added as aggregates are rendered."""

    name: Sql
    reads_rows: bool = False
    """Whether an aggregate reads what no column can hold, so that the table does not do."""
    # With types: 1, 1.0 and true are different parameters, but one key of a dictionary.
    _columns: dict[tuple[Sql, tuple[type[Parameter], ...]], Sql] = Factory(dict)

    def value(self, value: Value) -> Value:
        """Return the value of a row as a value of the table."""
        return _InputValue(value, self)

    def add(self, part: Sql) -> Sql:
        """Return the column with a part of a value."""
        key = part, tuple(map(type, part.parameters))
        column = sql(f"{{}}.input_{len(self._columns) + 1}", self.name)
        return self._columns.setdefault(key, column)

    def table(self, keys: Sequence[Sql], names: Sequence[Sql], source: Sql) -> Sql:
        """Render the table with group keys by these names, from the clauses from FROM to WHERE."""
        inputs = [part for part, _ in self._columns]
        numbered = [Sql(f"input_{number}") for number in range(1, len(inputs) + 1)]
        # LIMIT keeps SQLite from merging the table into the query that reads it, which would
        # compute each input as often as it is read. It is a table of WITH, not a subquery in FROM,
        # because the parser takes only so many brackets around a filter.
        return sql(
            "{} ({}) AS NOT MATERIALIZED (\nSELECT {}\nFROM {}\nLIMIT -1\n)",
            self.name,
            join(", ", [*names, *numbered]),
            join(", ", [*keys, *inputs]),
            source,
        )


@frozen
class _InputValue(MappedValue):
    """Another value, with every part read from the table."""

    inputs: AggregateInputs

    def map_part(self, part: Sql) -> Sql:
        return self.inputs.add(part)

    @property
    def elements(self) -> Sql:
        self.inputs.reads_rows = True
        return self.value.elements

    def at(self, *path: str) -> Value:
        return _InputValue(self.value.at(*path), self.inputs)
