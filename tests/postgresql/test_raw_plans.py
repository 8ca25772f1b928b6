"""Raw plans on PostgreSQL have the rows that SQLite has."""

from pathlib import Path

import pytest
from attrs import evolve
from golden.harness import CASES, compile_case, database, vocabulary

from evsrv.plugin.engine_terms import absent_terms
from evsrv.query.columns import Aggregation
from evsrv.query.plan import ALL_ROWS, Ordering, Plan
from evsrv.query.predicate import Condition, Predicate
from evsrv.query.reference import Reference, whole_fields
from postgresql.same_raw_rows import require_same_rows
from postgresql.server import Database

ABSENT = frozenset(absent_terms(vocabulary(), "postgresql"))


def conditions_of(predicate: Predicate) -> list[Condition]:
    if isinstance(predicate, Condition):
        return [predicate]
    return [found for one in predicate.predicates for found in conditions_of(one)]


def raw_plan(plan: Plan) -> Plan:
    """Return a plan as it is, or a raw plan of the rows that a grouped one aggregates."""
    if plan.groups is None:
        return plan
    references = [
        one.reference for one in (*plan.groups, *plan.columns) if hasattr(one, "reference")
    ]
    plain = [one for one in (*plan.groups, *plan.columns) if isinstance(one, Reference)]
    columns = dict.fromkeys((*plain, *(one for one in references if one is not None)))
    return evolve(
        plan,
        groups=None,
        having=None,
        fill=False,
        compared_range=None,
        columns=(*whole_fields(plan.dataset), *columns),
        order=(Ordering(Reference(plan.dataset.fields["id"]), descending=False),),
        limit=ALL_ROWS,
        offset=0,
    )


def raw_plans_of(plan: Plan) -> list[Plan]:
    """Return the raw plans of a plan: of its rows, and of those that its aggregations count."""
    own = raw_plan(plan)
    filters = [one.where for one in plan.columns if isinstance(one, Aggregation) and one.where]
    return [own, *(evolve(own, where=where) for where in filters)]


def uses_absent_term(plan: Plan) -> bool:
    references = [one for one in plan.columns if isinstance(one, Reference)]
    conditions = conditions_of(plan.where)
    terms = [one.operator for one in conditions]
    for reference in (*references, *(one.reference for one in conditions)):
        terms += reference.terms  # type: ignore[arg-type]
    return any(term in ABSENT for term in terms)


@pytest.mark.parametrize(
    "case",
    sorted(CASES.rglob("*.json")),
    ids=lambda case: str(case.relative_to(CASES).with_suffix("")),
)
def test_rows_of_golden_case_equal_those_of_sqlite(case: Path, golden: Database) -> None:
    plan, _ = compile_case(case)
    for raw in raw_plans_of(plan):
        if uses_absent_term(raw):
            pytest.skip("a term has no SQL for PostgreSQL")
        require_same_rows(raw, golden, database())
