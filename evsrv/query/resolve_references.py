"""References: fields, paths and functions of a query, resolved and found to fit together."""

from collections.abc import Mapping

import attrs

from evsrv.core.errors import expected
from evsrv.core.fields import Kind
from evsrv.plugin.terms import Function
from evsrv.query import ast
from evsrv.query.hints import path_refusal
from evsrv.query.issues import Issues
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


def apply_function(
    name: str, reference: Reference, functions: Mapping[str, Function], issues: Issues, at: str
) -> Reference:
    """Return a function of a reference; add an issue if it does not take such values."""
    function = functions[name]
    kind = reference.source_kind
    if kind not in function.takes:
        fitting = sorted(one.name for one in functions.values() if kind in one.takes)
        hint = expected(fitting) if fitting else "no function does"
        value = ".".join((reference.field.name, *reference.path))
        issues.add(f"{name!r} cannot be applied to {value!r}; {hint}", at, "apply")
    return attrs.evolve(reference, function=function)
