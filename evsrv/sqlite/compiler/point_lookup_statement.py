"""The statement of a point lookup, whose text is rendered once for all ids."""

from collections.abc import Callable
from typing import Any

from evsrv.builtin.equality import equals
from evsrv.core.sql import Sql
from evsrv.query.plan import Plan
from evsrv.query.point_lookup import finds_one_row
from evsrv.query.predicate import Condition
from evsrv.query.reference import whole_fields
from evsrv.sqlite.compiler.context import CompileContext

Render = Callable[[Plan, CompileContext], Sql]

_MAX_TEXTS = 100
"""Texts of statements: one for each dataset, form of scope, order and set of promoted paths."""

_texts: dict[tuple[Any, ...], str] = {}
"""By all that the text depends on. Nothing in a key is from a request."""


def compile_point_lookup(plan: Plan, context: CompileContext, render: Render) -> Sql | None:
    """Compile the lookup of a whole row by its id.

    Returns None for any other plan. `render` compiles any plan of rows.
    """
    where, scope = plan.where, plan.scope
    if (
        plan.columns is not whole_fields(plan.dataset)
        or plan.range is not None
        or not isinstance(where, Condition)
        or where.operator.render is not equals
        or not finds_one_row(plan)
    ):
        return None
    of_project = () if scope.project_id is None else (scope.project_id,)
    parameters = (scope.organization_id, *of_project, where.operand, plan.limit, plan.offset)
    key = (plan.dataset, plan.json_values, plan.order, len(of_project), context)
    text = _texts.get(key)
    if text is None:
        statement = render(plan, context)
        if statement.parameters != parameters:
            return None
        if len(_texts) >= _MAX_TEXTS:
            _texts.clear()
        text = _texts[key] = statement.text
    return Sql(text, parameters)
