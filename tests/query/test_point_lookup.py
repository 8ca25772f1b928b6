"""Plans of point lookups, which are planned once for all ids."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evsrv.core.datasets import CONVERSATIONS, DATASETS, EVENTS, Dataset
from evsrv.core.errors import Unprocessable
from evsrv.core.scope import Scope
from evsrv.plugin.vocabulary import Vocabulary, collect
from evsrv.query import frontend as frontend_module
from evsrv.query.frontend import QueryFrontend
from evsrv.query.plan import Plan
from evsrv.query.point_lookup import finds_one_row, sought_id

SCOPES = (Scope("acme"), Scope("acme", "site"), Scope("other", "site"))


def of_id(value: object, **others: Any) -> dict[str, Any]:
    return {"where": {"condition": {"field": "id", "operator": "eq", "value": value, **others}}}


@pytest.fixture(scope="module")
def frontend(vocabulary: Vocabulary) -> QueryFrontend:
    return QueryFrontend.from_vocabulary(vocabulary, page_size=100, max_page_size=500)


def plan_each_time(
    frontend: QueryFrontend, dataset: Dataset, body: dict[str, Any], scope: Scope
) -> Plan:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(frontend_module, "sought_id", lambda _: None)
        return frontend.page(dataset, body, scope, 0)


@given(
    lookups=st.lists(
        st.tuples(st.sampled_from(list(DATASETS.values())), st.sampled_from(SCOPES), st.text()),
        min_size=2,
    )
)
def test_lookups_have_the_plans_of_queries_that_are_planned_each_time(
    frontend: QueryFrontend, lookups: list[tuple[Dataset, Scope, str]]
) -> None:
    for dataset, scope, id_ in lookups:
        plan = frontend.page(dataset, of_id(id_), scope, 0)
        assert finds_one_row(plan)
        assert plan == plan_each_time(frontend, dataset, of_id(id_), scope)


def test_the_second_lookup_of_a_scope_is_not_read_again(
    frontend: QueryFrontend, monkeypatch: pytest.MonkeyPatch
) -> None:
    scope = Scope("acme", "planned once")
    frontend.page(EVENTS, of_id("a"), scope, 0)

    def refuse(*_: object) -> None:
        raise AssertionError("it is read again")

    monkeypatch.setattr(QueryFrontend, "_plan", refuse)
    frontend.page(EVENTS, of_id("b"), scope, 0)
    for dataset, other_scope in ((CONVERSATIONS, scope), (EVENTS, Scope("acme"))):
        with pytest.raises(AssertionError, match="read again"):
            frontend.page(dataset, of_id("b"), Scope(other_scope.organization_id, "new"), 0)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"where": None},
        {"where": []},
        {"where": {"condition": None}},
        {"where": {"and": [of_id("a")["where"]]}},
        {"where": {"not": of_id("a")["where"]}},
        {"where": {**of_id("a")["where"], "and": []}},
        {**of_id("a"), "limit": 5},
        {**of_id("a"), "select": []},
        of_id(None),
        of_id(5),
        of_id(["a"]),
        of_id("a", apply="lower"),
        of_id("a", operator="neq"),
        of_id("a", field="type"),
        of_id("a", field=["id"]),
    ],
)
def test_any_other_body_is_no_point_lookup(body: dict[str, Any]) -> None:
    assert sought_id(body) is None


def test_lookup_without_the_operator_is_refused_each_time() -> None:
    without = QueryFrontend.from_vocabulary(collect({}), page_size=100, max_page_size=500)
    for _ in range(2):
        with pytest.raises(Unprocessable):
            without.page(EVENTS, of_id("a"), SCOPES[0], 0)


def test_the_plans_that_are_known_are_bounded(
    frontend: QueryFrontend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frontend_module, "_MAX_LOOKUPS", 3)
    frontend._lookups.clear()
    for number in range(10):
        scope = Scope("acme", f"bounded {number}")
        assert frontend.page(EVENTS, of_id("a"), scope, 0).scope == scope
        assert 1 <= len(frontend._lookups) <= 3
