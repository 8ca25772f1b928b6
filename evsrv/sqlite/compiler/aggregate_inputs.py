"""What aggregates read of a row, as columns of a table, so that it is computed once a row.

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
    """The columns of the table `inputs` that are added as aggregates are rendered."""

    # With types: 1, 1.0 and true are different parameters, but one key of a dictionary.
    _columns: dict[tuple[Sql, tuple[type[Parameter], ...]], Sql] = Factory(dict)

    def value(self, value: Value) -> Value:
        """Return the value of a row as a value of the table."""
        return _InputValue(value, self)

    def add(self, part: Sql) -> Sql:
        """Return the column with a part of a value."""
        key = part, tuple(map(type, part.parameters))
        return self._columns.setdefault(key, Sql(f"inputs.input_{len(self._columns) + 1}"))

    def source(self, keys: Sequence[Sql], names: Sequence[Sql], rows: Sql) -> Sql:
        """Render the table, from the clauses from FROM up to WHERE, with keys by these names."""
        columns = [sql("{} AS {}", key, name) for key, name in zip(keys, names, strict=True)]
        for number, (part, _) in enumerate(self._columns, 1):
            columns.append(sql(f"{{}} AS input_{number}", part))
        # LIMIT keeps the subquery as it is. Merged, SQLite would compute each input as often as it
        # is read.
        return sql("(\nSELECT {}\nFROM {}\nLIMIT -1\n) AS inputs", join(", ", columns), rows)


@frozen
class _InputValue(MappedValue):
    """Another value, with every part read from the table."""

    inputs: AggregateInputs

    def map_part(self, part: Sql) -> Sql:
        return self.inputs.add(part)

    def at(self, *path: str) -> Value:
        return _InputValue(self.value.at(*path), self.inputs)
