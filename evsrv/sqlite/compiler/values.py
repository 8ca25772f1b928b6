"""The value of a reference, in the parts of `evsrv.plugin.value.Value`."""

from attrs import frozen

from evsrv.core.datasets import DATASETS
from evsrv.core.fields import Field, Kind
from evsrv.core.memo import memoize_if
from evsrv.core.sql import Sql, sql
from evsrv.plugin.derived_field import DerivedField, UnknownField
from evsrv.plugin.value import Value
from evsrv.query.reference import Reference
from evsrv.sqlite.compiler.column_values import number_value, text_value, time_value
from evsrv.sqlite.compiler.context import DEFAULT_CONTEXT, CompileContext
from evsrv.sqlite.compiler.json_values import DocumentValue

_STORED_FIELDS = {
    name: field for dataset in DATASETS.values() for name, field in dataset.fields.items()
}
"""The fields of all datasets: those of one name have one column and one kind."""


@memoize_if(lambda reference, *_: reference.is_short, maxsize=1024)
def value_of(reference: Reference, context: CompileContext = DEFAULT_CONTEXT) -> Value:
    """Return the value of a reference, read from promoted columns if there are any for it."""
    field, function = reference.field, reference.function
    value = (
        _derived_value(field, context)
        if isinstance(field, DerivedField)
        else _stored_value(field, reference.path, context)
    )
    if function is None:
        return value
    result = sql("({})", function.render(value))
    if reference.path or field.nullable:
        result = sql("CASE WHEN {} THEN NULL ELSE {} END", value.is_null, result)
    return _computed_value(function.gives, result, context)


def _stored_value(field: Field, path: tuple[str, ...], context: CompileContext) -> Value:
    # Of the registry: text of a request never becomes a column name.
    column = Sql(f"e.{field.column}")
    match field.kind:
        case Kind.TEXT:
            return text_value(column, context.clock)
        case Kind.TIME:
            return time_value(column, context.clock)
        case Kind.NUMBER:
            return number_value(column)
        case Kind.ARRAY:
            return DocumentValue(column, kind=Kind.ARRAY)
    promoted = tuple(one for one in context.promoted_paths if one.field == field.name)
    document = DocumentValue(column, promoted, clock=context.clock)
    return document.at(*path) if path else document


def _derived_value(field: DerivedField, context: CompileContext) -> Value:
    result = sql("({})", field.render(_StoredRow(context)))
    return _computed_value(field.kind, result, context)


def _computed_value(kind: Kind, result: Sql, context: CompileContext) -> Value:
    return number_value(result) if kind is Kind.NUMBER else text_value(result, context.clock)


@frozen
class _StoredRow:
    """The row that a derived field reads."""

    _context: CompileContext

    def value(self, name: str) -> Value:
        if name not in _STORED_FIELDS:
            raise UnknownField(name)
        return value_of(Reference(_STORED_FIELDS[name]), self._context)
