"""Point lookups: raw queries for a row by its id, which an index has at once."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from attrs import fields

from evsrv.query.plan import Plan
from evsrv.query.predicate import AllOf, Condition, Predicate
from evsrv.query.reference import whole_field


def finds_one_row(plan: Plan) -> bool:
    """Return whether a raw plan asks for a row by its id, so that an index has it at once."""
    if plan.groups is not None:
        return False
    where = plan.where
    if isinstance(where, AllOf):
        return any(_is_of_id(member, plan) for member in where.predicates)
    return _is_of_id(where, plan)


def _is_of_id(predicate: Predicate, plan: Plan) -> bool:
    return (
        isinstance(predicate, Condition)
        and isinstance(predicate.operand, str)
        and not predicate.negated
        and predicate.reference == whole_field(plan.dataset.fields["id"])
    )


def sought_id(query: Mapping[str, Any]) -> str | None:
    """Return the id if the body of a query asks for the row with it, and for nothing else."""
    where = query.get("where") if len(query) == 1 else None
    condition = where.get("condition") if isinstance(where, dict) and len(where) == 1 else None
    if (
        isinstance(condition, dict)
        and len(condition) == 3
        and condition.get("field") == "id"
        and condition.get("operator") == "eq"
        and isinstance(id_ := condition.get("value"), str)
    ):
        return id_
    return None


def planner_of_other_ids(plan: Plan) -> Callable[[str], Plan] | None:
    """Return a function that makes plans like this one for other ids.

    Returns None if the plan differs from them in more than the operand of its one condition.
    """
    where = plan.where
    if not isinstance(where, Condition) or not finds_one_row(plan):
        return None
    rest = {one.name: getattr(plan, one.name) for one in fields(Plan) if one.name != "where"}
    make_plan = partial(Plan, **rest)
    make_condition = partial(Condition, where.reference, where.operator, negated=where.negated)
    return lambda id_: make_plan(where=make_condition(operand=id_))
