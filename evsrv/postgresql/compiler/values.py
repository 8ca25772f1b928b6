"""The value of a reference, in the parts of `evsrv.plugin.postgresql_value.PostgresqlValue`."""

from attrs import frozen

from evsrv.core.datasets import DATASETS
from evsrv.core.fields import Field, Kind
from evsrv.core.sql import Sql, sql
from evsrv.plugin.derived_field import DerivedField, UnknownField
from evsrv.plugin.postgresql_value import PostgresqlValue
from evsrv.postgresql.compiler.clock import UTC_CLOCK, Clock
from evsrv.postgresql.compiler.column_values import number_value, text_value, time_value
from evsrv.postgresql.compiler.json_values import DocumentValue
from evsrv.postgresql.compiler.term_sql import render_term
from evsrv.query.reference import Reference

_STORED_FIELDS = {
    name: field for dataset in DATASETS.values() for name, field in dataset.fields.items()
}
"""The fields of all datasets: those of one name have one column and one kind."""


def value_of(reference: Reference, clock: Clock = UTC_CLOCK) -> PostgresqlValue:
    """Return the value of a reference, over a row `e`."""
    field, function = reference.field, reference.function
    value = (
        _derived_value(field, clock)
        if isinstance(field, DerivedField)
        else _stored_value(field, reference.path, clock)
    )
    if function is None:
        return value
    result = sql("({})", render_term(function, value))
    if reference.path or field.nullable:
        result = sql("(CASE WHEN {} THEN NULL ELSE {} END)", value.is_null, result)
    return _computed_value(function.gives, result, clock)


def _stored_value(field: Field, path: tuple[str, ...], clock: Clock) -> PostgresqlValue:
    # Of the registry: text of a request never becomes a column name.
    column = Sql(f"e.{field.column}")
    match field.kind:
        case Kind.TEXT:
            return text_value(column, clock)
        case Kind.TIME:
            return time_value(column, clock)
        case Kind.NUMBER:
            return number_value(column)
        case Kind.ARRAY:
            return DocumentValue(column, kind=Kind.ARRAY)
    return DocumentValue(column, clock=clock).at(*path)


def _derived_value(field: DerivedField, clock: Clock) -> PostgresqlValue:
    return _computed_value(field.kind, sql("({})", render_term(field, _StoredRow(clock))), clock)


def _computed_value(kind: Kind, result: Sql, clock: Clock) -> PostgresqlValue:
    if kind is Kind.NUMBER:
        return number_value(result)
    return text_value(sql('({} COLLATE "C")', result), clock)


@frozen
class _StoredRow:
    """The row that a derived field reads."""

    _clock: Clock

    def value(self, name: str) -> PostgresqlValue:
        if name not in _STORED_FIELDS:
            raise UnknownField(name)
        return value_of(Reference(_STORED_FIELDS[name]), self._clock)
