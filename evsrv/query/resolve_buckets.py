"""Buckets of a query: group keys that put times or numbers together."""

from itertools import pairwise

from evsrv.query import ast
from evsrv.query.columns import Bucket, NumericBucket
from evsrv.query.query_context import QueryContext
from evsrv.query.resolve_references import resolve_reference


def resolve_time_bucket(context: QueryContext, selection: ast.TimeSelection, at: str) -> Bucket:
    """Resolve a time selection; its weeks start on the day that the query says."""
    field = selection.field or context.dataset.time_field.name
    reference = resolve_reference(context, field, selection.path, at)
    calendar = context.time_frame.calendar
    unit = context.vocabulary.time_units[selection.time_unit].starting_on(calendar.week_start)
    return Bucket(unit, reference, calendar, selection.alias)


def resolve_numeric_bucket(
    context: QueryContext, selection: ast.BucketSelection, at: str
) -> NumericBucket:
    """Resolve a selection of buckets of numbers."""
    issues, edges = context.issues, selection.edges
    reference = resolve_reference(context, selection.field, selection.path, at)
    if (selection.width is None) is (edges is None):
        found = "needs width or edges" if edges is None else "has either width or edges, not both"
        issues.add(f"a bucket {found}", at)
    elif edges is not None and selection.offset is not None:
        issues.add(
            "an offset moves buckets of a width; edges are as they are written", at, "offset"
        )
    for index, (lower, upper) in enumerate(pairwise(edges or ()), start=1):
        if lower >= upper:
            issues.add(
                f"edges must ascend, and {upper:.15g} follows {lower:.15g}", at, "edges", index
            )
    return NumericBucket(
        reference, selection.width, selection.offset or 0, edges or (), selection.alias
    )
