"""Renderings of terms for other engines, and the vocabulary of an engine."""

import logging
from collections.abc import Callable
from typing import Any

import pytest
from golden.harness import vocabulary

from evsrv.core.datasets import EVENTS
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
        return [MAKERS["function"](render=in_sqlite)]

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
    assert [record.getMessage() for record in caplog.records] == [
        "postgresql does not have these terms, which have no SQL for it: field place, function half"
    ]


def test_failure_of_rendering_for_engine_names_its_plugin() -> None:
    (operator,) = collect({"odd": Plugin()}).operators.values()
    render = rendering(operator, "postgresql")
    assert render is not None
    with pytest.raises(PluginFailure, match="plugin odd, operator 'isOdd': RuntimeError: no SQL"):
        render()


def test_bundled_terms_without_sql_for_postgresql_are_known() -> None:
    assert [term.name for term in absent_terms(vocabulary(), "postgresql")] == ["matches"]
