"""The parts of a plan that occur in several of its clauses, each once."""

from collections.abc import Iterator

from evsrv.query.column_predicate import columns_of_predicate
from evsrv.query.columns import Aggregation, Bucket, Column, Formula, Rank, ResultValue
from evsrv.query.expression import columns_of
from evsrv.query.plan import Plan
from evsrv.sqlite.compiler.expression_parts import expression_of


def computed_columns(plan: Plan) -> tuple[Aggregation | Formula | Rank, ...]:
    """Return the aggregations, formulas and ranks that a plan needs, each after those it reads."""
    found: dict[Aggregation | Formula | Rank, None] = {}
    columns: list[Column] = [*plan.columns, *(ordering.by for ordering in plan.order)]
    if plan.having is not None:
        columns += columns_of_predicate(plan.having)
    for column in columns:
        _add_with_inputs(column, found)
    return tuple(found)


def time_bucket(plan: Plan) -> Bucket | None:
    """Return the bucket of the time field that is a group key; None if it is not exactly one."""
    of_time_field = [
        key
        for key in plan.groups or ()
        if isinstance(key, Bucket)
        and not key.reference.path
        and key.reference.field == plan.dataset.time_field
    ]
    return of_time_field[0] if len(of_time_field) == 1 else None


def inputs(column: Formula | Rank) -> Iterator[ResultValue]:
    """Yield the columns that a computed column reads."""
    if isinstance(column, Rank):
        yield column.by
    else:
        yield from columns_of(expression_of(column))


def _add_with_inputs(column: Column, found: dict[Aggregation | Formula | Rank, None]) -> None:
    # A formula of formulas reads the same column in exponentially many ways.
    if not isinstance(column, Aggregation | Formula | Rank) or column in found:
        return
    if not isinstance(column, Aggregation):
        for one in inputs(column):
            _add_with_inputs(one, found)
    found[column] = None


def is_windowed(column: Column) -> bool:
    """Return whether a column is an aggregation over other rows than the group's."""
    return isinstance(column, Aggregation) and column.window is not None
