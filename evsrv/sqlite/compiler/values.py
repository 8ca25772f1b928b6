"""The value of a reference, in the parts of `evsrv.plugin.value.Value`."""

from evsrv.core.fields import Kind
from evsrv.core.memo import memoize_if
from evsrv.core.sql import Sql
from evsrv.plugin.value import Value
from evsrv.query.reference import Reference
from evsrv.sqlite.compiler.column_values import number_value, text_value, time_value
from evsrv.sqlite.compiler.context import DEFAULT_CONTEXT, CompileContext
from evsrv.sqlite.compiler.json_values import DocumentValue


@memoize_if(lambda reference, *_: reference.is_short, maxsize=1024)
def value_of(reference: Reference, context: CompileContext = DEFAULT_CONTEXT) -> Value:
    """Return the value of a reference, read from promoted columns if there are any for it."""
    # Of the registry: text of a request never becomes a column name.
    column = Sql(f"e.{reference.field.column}")
    match reference.kind:
        case Kind.TEXT:
            return text_value(column)
        case Kind.TIME:
            return time_value(column)
        case Kind.NUMBER:
            return number_value(column)
        case Kind.ARRAY:
            return DocumentValue(column, kind=Kind.ARRAY)
    document = DocumentValue(
        column, tuple(one for one in context.promoted_paths if one.field == reference.field.name)
    )
    return document.at(*reference.path) if reference.path else document
