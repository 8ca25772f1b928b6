"""Plans that an index answers at once."""

from evsrv.query.plan import Plan
from evsrv.query.predicate import AllOf, Condition
from evsrv.query.reference import whole_field


def finds_one_row(plan: Plan) -> bool:
    """Return whether a raw plan asks for a row by its id, so that an index has it at once."""
    if plan.groups is not None:
        return False
    id_ = whole_field(plan.dataset.fields["id"])
    members = plan.where.predicates if isinstance(plan.where, AllOf) else (plan.where,)
    return any(
        isinstance(member, Condition)
        and member.reference == id_
        and isinstance(member.operand, str)
        and not member.negated
        for member in members
    )
