"""The ranges of a query and their buckets, and the parts of a query that need them."""

from collections.abc import Iterator, Sequence

from attrs import frozen

from evsrv.calendar.interval import Interval
from evsrv.calendar.local_time import OutsideOfTime
from evsrv.calendar.time_buckets import Timeline, TooManyBuckets, make_timeline
from evsrv.core.limits import MAX_TIME_BUCKETS
from evsrv.query import ast
from evsrv.query.column_names import ColumnNames
from evsrv.query.columns import Bucket, Formula
from evsrv.query.expression import reads_hours
from evsrv.query.plan import PlannedRange
from evsrv.query.query_context import QueryContext
from evsrv.query.reference import Reference
from evsrv.query.resolve_columns import ResultColumns


@frozen
class PlannedRanges:
    """The ranges of a plan, and whether their buckets are filled."""

    range: PlannedRange | None = None
    compared: PlannedRange | None = None
    fill: bool = False


@frozen
class _Need:
    """A part of a query that needs a range, and the buckets of its time selection."""

    part: str
    at: str
    of_buckets: str
    """How a message on too many buckets ends."""
    needs_time_selection: bool = False


def resolve_ranges(context: QueryContext, columns: ResultColumns) -> PlannedRanges:
    """Resolve the ranges; add an issue for each part of the query that cannot be with them."""
    frame, groups = context.time_frame, columns.groups
    if groups is None:
        _refuse_in_raw_query(context)
        return PlannedRanges(None if frame.range is None else PlannedRange(frame.range.interval))
    needs = list(_needs(context.query, columns.names))
    if context.query.range is None and not needs:
        return PlannedRanges()
    buckets = [key for key in groups if isinstance(key, Bucket)]
    for need in needs:
        _check(context, need, buckets)
    if context.is_compared and buckets and context.query.fill is False:
        message = "a compared query with a time selection is filled; leave fill away"
        context.issues.add(message, "/fill")
    if frame.range is None:
        return PlannedRanges()
    bucket = buckets[0] if len(buckets) == 1 and _is_on_time_field(context, buckets[0]) else None
    timelines = _Timelines(context, bucket, needs)
    return PlannedRanges(
        PlannedRange(frame.range.interval, timelines.of_range(frame.range.interval)),
        None
        if frame.compared is None
        else PlannedRange(frame.compared, timelines.of_compared(frame.compared)),
        bool(context.query.fill or (context.is_compared and buckets)),
    )


def _refuse_in_raw_query(context: QueryContext) -> None:
    query = context.query
    parts = {"having": query.having, "compare": query.compare, "fill": query.fill or None}
    for part, value in parts.items():
        if value is not None:
            context.issues.add(
                f"{part} needs a query that groups {context.dataset.name}: with groupBy, or with an"
                " aggregation, time, bucket, formula or rank in select",
                f"/{part}",
            )


def _needs(query: ast.Query, names: ColumnNames) -> Iterator[_Need]:
    if query.fill:
        yield _Need("fill", "/fill", "are filled", needs_time_selection=True)
    if query.compare is not None:
        yield _Need("compare", "/compare", "are compared")
    for index, selection in enumerate(query.select):
        if isinstance(selection, ast.AggregationSelection):
            if selection.over is not None:
                at, end = f"/select/{index}/over", "are taken with over"
                yield _Need("over", at, end, needs_time_selection=True)
        elif isinstance(selection, ast.FormulaSelection):
            formula = names.values.get(selection.alias)
            if isinstance(formula, Formula) and reads_hours(formula.expression):
                yield _Need("hours", f"/select/{index}/formula", "are taken with hours")


def _check(context: QueryContext, need: _Need, buckets: Sequence[Bucket]) -> None:
    """Add an issue for each thing that a part of the query needs and does not have."""
    part, field = need.part, context.dataset.time_field.name
    if context.query.range is None:
        context.issues.add(f'{part} needs a range, as "range": "previous 7 days"', need.at)
    if len(buckets) > 1:
        message = f"{part} takes one time selection, not {len(buckets)}"
    elif buckets and not _is_on_time_field(context, buckets[0]):
        message = f"{part} takes a time selection on {field}, not on {buckets[0].reference.name}"
    elif not buckets and need.needs_time_selection:
        form = '{"type": "time", "timeUnit": "day"}'
        message = f"{part} needs a time selection on {field}; add {form} to select"
    else:
        return
    context.issues.add(message, need.at)


def _is_on_time_field(context: QueryContext, bucket: Bucket) -> bool:
    return bucket.reference == Reference(context.dataset.time_field)


@frozen
class _Timelines:
    """Makes the timelines of a query's ranges."""

    _context: QueryContext
    _bucket: Bucket | None
    """The one time selection on the time field."""
    _needs: Sequence[_Need]

    def of_range(self, interval: Interval) -> Timeline | None:
        if not self._needs:
            return self._make(interval, "/range", None)
        need = self._needs[0]
        return self._make(interval, need.at, f"the range has {{}}; at most {{}} {need.of_buckets}")

    def of_compared(self, interval: Interval) -> Timeline | None:
        return self._make(
            interval, "/compare", "the compared range has {}; at most {} are compared"
        )

    def _make(self, interval: Interval, at: str, refusal: str | None) -> Timeline | None:
        """Return the buckets; if they are too many, add an issue or return None."""
        bucket = self._bucket
        if bucket is None:
            return None
        try:
            return make_timeline(
                bucket.unit,
                bucket.calendar,
                interval,
                earlier=self._earlier_buckets,
                max_buckets=MAX_TIME_BUCKETS,
            )
        except TooManyBuckets as error:
            message = refusal and refusal.format(
                f"{error} of {_with_article(bucket.unit.name)}", MAX_TIME_BUCKETS
            )
        except OutsideOfTime as error:
            message = refusal and str(error)
        if message is not None:
            self._context.issues.add(message, at)
        return None

    @property
    def _earlier_buckets(self) -> int:
        """The number of buckets before a range that moving aggregations reach."""
        return max(
            (
                selection.over - 1
                for selection in self._context.query.select
                if isinstance(selection, ast.AggregationSelection)
                and isinstance(selection.over, int)
            ),
            default=0,
        )


def _with_article(unit: str) -> str:
    return f"{'an' if unit[0] in 'aeiou' or unit == 'hour' else 'a'} {unit}"
