"""Names of values: what formulas, ranks, `having` and `top` call the columns of a result."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from evsrv.core.errors import MAX_GUESSED_CHARACTERS, clip, nearest, unknown
from evsrv.query import ast
from evsrv.query.column_names import COMPARED, ColumnNames
from evsrv.query.columns import Aggregation, ResultValue
from evsrv.query.formula import HOURS
from evsrv.query.hints import needs_compare
from evsrv.query.json_access import split_access
from evsrv.query.query_context import QueryContext
from evsrv.query.synonyms import meant_by

_USES: Mapping[str, str] = MappingProxyType(
    {
        "having": "filter it in where",
        "formula": "a formula takes aggregations, and formulas and ranks before it",
        "rank": "a rank is by an aggregation, or a formula or rank before it",
        "top": "top is by an aggregation",
    }
)
"""The advice for a group or a field where a value is expected, by the place that names it."""


def resolve_value(
    context: QueryContext, names: ColumnNames, name: str, place: str, at: str, *parts: str
) -> ResultValue | None:
    """Return the column of a name; add an issue if there is none."""
    value = names.find_value(name)
    if value is None:
        context.issues.add(_refusal(context, names, name, place), at, *parts)
    return value


def aggregation_names(context: QueryContext) -> Iterator[str]:
    """Yield the names of aggregations that need not be selected, except those of paths."""
    for name, aggregate in context.vocabulary.aggregates.items():
        if aggregate.without_field is not None:
            yield name
        yield from (f"{name}_{field}" for field in context.fields)


def _refusal(context: QueryContext, names: ColumnNames, name: str, place: str) -> str:
    shown = clip(name)
    if name in names.keys or names.own_name(name) is not None:
        return f"{shown} is a group; {_USES[place]}"
    if name in context.fields or split_access(name[:MAX_GUESSED_CHARACTERS], context.dataset):
        return f"{shown} is a field; {_USES[place]}"
    if name == HOURS:
        return f"{shown} stands in formulas only; give a formula with it a name"
    if name.startswith(COMPARED):
        base = name.removeprefix(COMPARED)
        if base in names.keys:
            return f"{shown} is the start of a bucket; {_USES[place]}"
        found = names.find_value(base)
        if found is not None and not context.is_compared:
            return needs_compare(name)
        if found is not None and not isinstance(found, Aggregation):
            return f"{shown} is no column; only aggregations are compared"
    if any(
        isinstance(one, ast.FormulaSelection | ast.RankSelection) and one.alias == name
        for one in context.query.select
    ):
        return f"{shown} does not come before this in select; {_USES[place]}"
    if name in context.vocabulary.aggregates:
        return f"{shown} needs a field; select it with a name of its own, as: ..."
    selected = sorted(names.values)
    every = (*selected, *aggregation_names(context))
    meant = meant_by("aggregation", name)
    if nearest(name, every, meant):
        return unknown("column", name, every, meant)
    if selected:
        return unknown("column", name, selected)
    return f"unknown column {shown}; {_USES[place]}"
