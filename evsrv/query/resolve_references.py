"""References: fields, paths and functions of a query, resolved and found to fit together."""

from evsrv.core.fields import Kind
from evsrv.query import ast
from evsrv.query.apply_function import apply_function
from evsrv.query.hints import path_refusal
from evsrv.query.query_context import QueryContext
from evsrv.query.reference import Reference


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
    reference = Reference(context.fields[field], path, alias=alias)
    if path and reference.field.kind is not Kind.DOCUMENT:
        context.issues.add(path_refusal(context.dataset, field), at, "path")
    if apply is None:
        return reference
    return apply_function(apply, reference, context.vocabulary.functions, context.issues, at)
