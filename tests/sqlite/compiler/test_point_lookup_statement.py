"""Statements of point lookups, whose text is rendered once for all ids."""

from collections.abc import Iterator
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from evsrv import builtin
from evsrv.core.datasets import DATASETS, EVENTS, Dataset
from evsrv.core.scope import Scope
from evsrv.plugin.vocabulary import collect
from evsrv.query.frontend import QueryFrontend
from evsrv.query.plan import Plan
from evsrv.sqlite.compiler import point_lookup_statement
from evsrv.sqlite.compiler.context import DEFAULT_CONTEXT, CompileContext
from evsrv.sqlite.compiler.statement import compile_plan, compile_rows
from evsrv.sqlite.promoted_path import PromotedPath

FRONTEND = QueryFrontend.from_vocabulary(
    collect(builtin.plugins([("userProperties", ("id",))])), page_size=100, max_page_size=500
)
CONTEXTS = (DEFAULT_CONTEXT, CompileContext((PromotedPath(1, "properties", ("plan",)),)))


def of_id(id_: str, **others: Any) -> dict[str, Any]:
    condition = {"field": "id", "operator": "eq", "value": id_}
    return {"where": {"condition": condition}, **others}


def plan(body: dict[str, Any], dataset: Dataset = EVENTS, project: str | None = "site") -> Plan:
    return FRONTEND.page(dataset, body, Scope("acme", project), 0)


@pytest.fixture(autouse=True)
def no_texts() -> Iterator[None]:
    point_lookup_statement._texts.clear()
    yield
    point_lookup_statement._texts.clear()


@given(
    lookups=st.lists(
        st.tuples(
            st.text(),
            st.sampled_from(list(DATASETS.values())),
            st.sampled_from([None, "", "site", "acme"]),
            st.sampled_from(CONTEXTS),
            st.sampled_from(["text", "native"]),
            st.integers(1, 500),
            st.integers(0, 3),
        ),
        min_size=2,
    )
)
def test_lookups_have_the_statements_that_are_rendered_each_time(
    lookups: list[tuple[str, Dataset, str | None, CompileContext, str, int, int]],
) -> None:
    for id_, dataset, project, context, values, limit, offset in lookups:
        body = of_id(id_, jsonValues=values, limit=limit, offset=offset)
        planned = plan(body, dataset, project)
        # The rows alone are rendered each time.
        assert compile_plan(planned, context).page == compile_rows(planned, context)


def test_the_text_of_a_second_lookup_is_not_rendered_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = compile_plan(plan(of_id("a"))).page
    assert len(point_lookup_statement._texts) == 1
    key = next(iter(point_lookup_statement._texts))
    monkeypatch.setitem(point_lookup_statement._texts, key, "known")
    assert compile_plan(plan(of_id("b"))).page.text == "known"
    assert first.parameters == ("acme", "site", "a", 100, 0)


@pytest.mark.parametrize(
    "body",
    [
        {"where": {"condition": {"field": "id", "operator": "gt", "value": "a"}}},
        {"where": {"not": of_id("a")["where"]}},
        {"where": {"condition": {"field": "type", "operator": "eq", "value": "a"}}},
        {"where": {"and": [of_id("a")["where"], of_id("b")["where"]]}},
        of_id("a", select=[{"type": "field", "field": "id"}]),
        of_id("a", select=[{"type": "aggregation", "aggregation": "count"}]),
        of_id("a", range="2026-01-01/2026-02-01"),
    ],
)
def test_no_text_of_another_plan_is_kept(body: dict[str, Any]) -> None:
    planned = plan(body)
    if planned.groups is None:
        assert compile_plan(planned).page == compile_rows(planned)
    assert point_lookup_statement._texts == {}


def test_orders_of_lookups_have_texts_of_their_own() -> None:
    planned = plan(of_id("a"))
    (first, *rest) = planned.order
    turned = evolve(planned, order=(evolve(first, descending=not first.descending), *rest))
    compile_plan(planned)
    assert compile_plan(turned).page == compile_rows(turned)


def test_the_texts_that_are_known_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(point_lookup_statement, "_MAX_TEXTS", 2)
    for dataset in DATASETS.values():
        for project in (None, "site"):
            compile_plan(plan(of_id("a"), dataset, project))
            assert 1 <= len(point_lookup_statement._texts) <= 2


def test_the_total_of_a_lookup_counts_its_rows() -> None:
    total = compile_plan(plan(of_id("a"))).total
    assert total.text.startswith("SELECT count(*)")
    assert total.parameters == ("acme", "site", "a")
