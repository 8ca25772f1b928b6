"""References of a query: its fields, paths and functions, resolved."""

from evsrv.core.fields import Kind
from evsrv.query import ast
from evsrv.query.apply_function import apply_function
from evsrv.query.hints import path_refusal
from evsrv.query.query_context import QueryContext
from evsrv.query.reference import Reference, whole_field


def resolve_reference(
    context: QueryContext,
    field: str,
    path: ast.Path,
    at: str,
    *,
    apply: str | None = None,
    alias: str | None = None,
) -> Reference:
    """Resolve a field; only a JSON field takes a path."""
    source = context.fields[field]
    if not (path or apply or alias):
        return whole_field(source)
    reference = Reference(source, path, alias=alias)
    if path and reference.field.kind is not Kind.DOCUMENT:
        context.issues.add(path_refusal(context.dataset, field), at, "path")
    if apply is None:
        return reference
    return apply_function(apply, reference, context.vocabulary.functions, context.issues, at)
