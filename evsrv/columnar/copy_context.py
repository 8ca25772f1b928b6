"""The context in which the columns of a copy are rendered."""

from evsrv.calendar.calendar import UTC
from evsrv.query.plan import Plan
from evsrv.sqlite.compiler.context import DEFAULT_CONTEXT, CompileContext
from evsrv.sqlite.compiler.local_clock import LocalClock


def column_context(plan: Plan) -> CompileContext:
    """Return the context for the columns of a plan.

    It has no promoted paths, and a clock that knows no range: so that a value has one expression in
    every plan, and is one column.
    """
    if plan.zone == UTC.zone:
        return DEFAULT_CONTEXT
    return CompileContext(clock=LocalClock(plan.zone))
