"""Renderings of terms for other engines, and the vocabulary of an engine."""

import logging
from collections.abc import Callable
from typing import Any

import pytest
from golden.harness import vocabulary

from evsrv import builtin
from evsrv.core.datasets import EVENTS
from evsrv.core.errors import Unprocessable
from evsrv.core.scope import Scope
from evsrv.plugin import (
    Aggregate,
    DerivedField,
    FixedLength,
    Function,
    Kind,
    Operator,
    Sql,
    TimeUnit,
    hookimpl,
)
from evsrv.plugin.engine_terms import absent_terms, vocabulary_on
from evsrv.plugin.failures import PluginFailure
from evsrv.plugin.renderings import rendering
from evsrv.plugin.vocabulary import collect
from evsrv.query.frontend import QueryFrontend

SQLITE, POSTGRESQL = Sql("1"), Sql("TRUE")
MAKERS: dict[str, Callable[..., Any]] = {
    "operator": lambda **given: Operator(
        name="isOdd", summary="Is odd.", operands={Kind.PATH: None}, **given
    ),
    "aggregate": lambda **given: Aggregate(name="spread", summary="The spread.", **given),
    "function": lambda **given: Function(
        name="half", summary="Half of it.", takes=Kind.PATH, gives=Kind.NUMBER, **given
    ),
    "derived field": lambda **given: DerivedField(
        name="place", summary="The place.", kind=Kind.TEXT, **given
    ),
}
ALL = pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)


def in_sqlite(*_: Any) -> Sql:
    return SQLITE


def in_postgresql(*_: Any) -> Sql:
    return POSTGRESQL


@ALL
def test_rendering_of_engine_is_its_own(make: Any) -> None:
    term = make(render=in_sqlite, renders={"postgresql": in_postgresql})
    render = rendering(term, "postgresql")
    assert render is not None
    assert render() == POSTGRESQL


@ALL
def test_rendering_of_portable_term_is_that_of_sqlite(make: Any) -> None:
    render = rendering(make(render=in_sqlite, portable=True), "postgresql")
    assert render is not None
    assert render() == SQLITE


@ALL
def test_term_without_rendering_has_none(make: Any) -> None:
    assert rendering(make(render=in_sqlite), "postgresql") is None


@ALL
def test_unknown_engine_is_refused(make: Any) -> None:
    with pytest.raises(ValueError, match="renders: unknown engine 'postgres'"):
        make(render=in_sqlite, renders={"postgres": in_postgresql})


@ALL
def test_rendering_that_is_no_function_is_refused(make: Any) -> None:
    with pytest.raises(ValueError, match="renders for postgresql must be a function, not Sql"):
        make(render=in_sqlite, renders={"postgresql": POSTGRESQL})


@ALL
def test_renders_beside_portable_are_refused(make: Any) -> None:
    with pytest.raises(ValueError, match="renders contradicts portable=True"):
        make(render=in_sqlite, portable=True, renders={"postgresql": in_postgresql})


@ALL
def test_reason_is_one_of_an_engine_without_sql(make: Any) -> None:
    assert make(render=in_sqlite, absent_on={"postgresql": "it is odd"}).absent_on
    with pytest.raises(ValueError, match="absent_on: unknown engine 'postgres'"):
        make(render=in_sqlite, absent_on={"postgres": "it is odd"})
    for reason in ("", " ", "it is\nodd"):
        with pytest.raises(ValueError, match="absent_on for postgresql must be a reason"):
            make(render=in_sqlite, absent_on={"postgresql": reason})


@ALL
@pytest.mark.parametrize("given", [{"portable": True}, {"renders": {"postgresql": in_postgresql}}])
def test_reason_beside_sql_is_refused(make: Any, given: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="absent_on for postgresql contradicts the SQL"):
        make(render=in_sqlite, absent_on={"postgresql": "it is odd"}, **given)


def test_renders_beside_fixed_length_are_refused() -> None:
    with pytest.raises(ValueError, match="follow from fixed_length"):
        TimeUnit(
            name="shift",
            summary="The shift.",
            fixed_length=FixedLength(1),
            renders={"postgresql": in_postgresql},
        )


class Plugin:
    """Terms for SQLite alone, and an operator whose rendering for PostgreSQL fails."""

    @hookimpl
    def evsrv_filter_operators(self) -> list[Operator]:
        def fail(*_: Any) -> Sql:
            raise RuntimeError("no SQL")

        return [MAKERS["operator"](render=in_sqlite, renders={"postgresql": fail})]

    @hookimpl
    def evsrv_functions(self) -> list[Function]:
        return [MAKERS["function"](render=in_sqlite, absent_on={"postgresql": "it is odd"})]

    @hookimpl
    def evsrv_fields(self) -> list[DerivedField]:
        return [
            DerivedField(
                name="place",
                summary="The place.",
                kind=Kind.TEXT,
                render=lambda row: row.value("type").text,
            )
        ]


def test_vocabulary_of_engine_lacks_terms_without_sql(caplog: pytest.LogCaptureFixture) -> None:
    terms = collect({"odd": Plugin()})
    with caplog.at_level(logging.INFO):
        found = vocabulary_on(terms, "postgresql")
    assert set(found.operators) == {"isOdd"}
    assert not found.functions
    assert not found.derived_fields
    assert "place" in terms.fields_of(EVENTS)
    assert "place" not in found.fields_of(EVENTS)
    assert {term.name for term in found.origins} == {"isOdd"}
    sentences = [
        "postgresql does not have the field 'place', because the plugin odd has no"
        ' renders={"postgresql": ...} for it',
        "postgresql does not have the function 'half', because it is odd",
    ]
    assert sorted(record.getMessage() for record in caplog.records) == sentences
    assert sorted(found.absences.values()) == sentences


def test_absent_term_is_refused_with_the_reason_in_each_place_of_a_query() -> None:
    terms = vocabulary_on(collect({**builtin.PLUGINS, "odd": Plugin()}), "postgresql")
    frontend = QueryFrontend.from_vocabulary(terms, page_size=100, max_page_size=100)
    place = {"field": "place"}
    query = {
        "select": [{"type": "field", **place}, {"type": "field", "field": "id", "apply": "half"}],
        "where": {"condition": {**place, "operator": "eq", "value": "x"}},
    }
    order = [{**place, "direction": "asc"}]
    with pytest.raises(Unprocessable) as refused:
        frontend.page(EVENTS, query, Scope("o"))
    found = {issue.pointer: issue.message for issue in refused.value.issues}
    absences = terms.absences
    assert found["/select/0/field"] == absences["field", "place"]
    assert found["/where/condition/field"] == absences["field", "place"]
    assert found["/select/1/apply"] == absences["function", "half"]
    with pytest.raises(Unprocessable, match="because the plugin odd has no renders"):
        frontend.page(EVENTS, {"orderBy": order}, Scope("o"))


def test_failure_of_rendering_for_engine_names_its_plugin() -> None:
    (operator,) = collect({"odd": Plugin()}).operators.values()
    render = rendering(operator, "postgresql")
    assert render is not None
    with pytest.raises(PluginFailure, match="plugin odd, operator 'isOdd': RuntimeError: no SQL"):
        render()


def test_bundled_terms_without_sql_for_postgresql_are_known() -> None:
    assert [term.name for term in absent_terms(vocabulary(), "postgresql")] == ["matches"]
