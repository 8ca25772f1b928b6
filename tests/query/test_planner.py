from support.events import aggregation, ascending, condition, field

from evsrv.query.predicate import AllOf
from query.conftest import MakePlan, Refusals

from .conftest import SCOPE


def test_a_plan_carries_scope_and_page(plan: MakePlan) -> None:
    planned = plan({"limit": 5, "offset": 7, "jsonValues": "native"})
    assert (planned.scope, planned.limit, planned.offset) == (SCOPE, 5, 7)
    assert (planned.json_values, planned.where) == ("native", AllOf())


def test_a_page_has_a_default_and_a_most(plan: MakePlan, refusals: Refusals) -> None:
    assert plan({}).limit == 100
    assert plan({"limit": 500}).limit == 500
    assert refusals({"limit": 501}) == {"/limit": "must be 500 or less, not 501"}


def test_all_that_makes_no_sense_is_said_at_once(refusals: Refusals) -> None:
    body = {
        "select": [aggregation("sum"), field("id")],
        "where": {"and": [condition("type", "eq", 1), condition("type", "jsonHasKey", "a")]},
        "orderBy": ascending("x"),
        "limit": 501,
    }
    assert set(refusals(body)) == {
        "/select/0",
        "/select/1",
        "/where/and/0/condition/value",
        "/where/and/1/condition/operator",
        "/orderBy/0/field",
        "/limit",
    }
