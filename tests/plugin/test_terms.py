from collections.abc import Callable
from typing import Any

import pytest

from evsrv.core.datasets import EVENTS
from evsrv.core.fields import Kind
from evsrv.plugin import Aggregate, FixedLength, Operator, Sql, TimeUnit

MAKERS: dict[str, Callable[..., Any]] = {
    "operator": lambda **given: Operator(
        **{"operands": {Kind.TEXT: None}, "render": lambda value, _: value.plain, **given}
    ),
    "aggregate": lambda **given: Aggregate(render=lambda value: value.plain, **given),
    "time unit": lambda **given: TimeUnit(fixed_length=FixedLength(1000), **given),
}


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
@pytest.mark.parametrize(
    "name", ["", "Eq", "_eq", "9th", "is_null", "a-b", "a b", "é", "eq\n", *EVENTS.fields]
)
def test_a_name_that_could_be_misread_is_refused(make: Any, name: str) -> None:
    """A column's name joins term and field with `_`, so that no term has one or is a field's."""
    with pytest.raises(ValueError, match="must match"):
        make(name=name, summary="Something.")


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
def test_a_good_name_is_kept(make: Any) -> None:
    assert make(name="p95x", summary="Something.").name == "p95x"


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
@pytest.mark.parametrize("summary", ["", "  "])
def test_a_term_says_what_it_does(make: Any, summary: str) -> None:
    with pytest.raises(ValueError, match="must say"):
        make(name="eq", summary=summary)


@pytest.mark.parametrize(
    ("name", "phrase"), [("startsWith", "starts with"), ("isP95", "is p95"), ("eq", "eq")]
)
def test_phrase_of_operator_is_its_name_in_words_by_default(name: str, phrase: str) -> None:
    make = MAKERS["operator"]
    assert make(name=name, summary="Something.").phrase == phrase
    assert make(name=name, summary="Something.", phrase="is not").phrase == "is not"


@pytest.mark.parametrize("phrase", ["", "  ", "is\nnot"])
def test_phrase_that_cannot_stand_in_a_sentence_is_refused(phrase: str) -> None:
    with pytest.raises(ValueError, match="phrase must be some words"):
        MAKERS["operator"](name="neq", summary="Something.", phrase=phrase)


def test_kinds_that_share_a_schema_are_told_apart() -> None:
    operator = MAKERS["operator"](
        name="eq", summary="Equals.", operands={Kind.TEXT | Kind.PATH: {}, Kind.TIME: None}
    )
    assert dict(operator.operands) == {Kind.TEXT: {}, Kind.PATH: {}, Kind.TIME: None}
    with pytest.raises(TypeError):
        operator.operands[Kind.DOCUMENT] = {}


def test_an_operator_takes_some_kind_of_value() -> None:
    with pytest.raises(ValueError, match="at least one kind"):
        MAKERS["operator"](name="eq", summary="Equals.", operands={})


def test_an_operand_has_a_json_schema() -> None:
    with pytest.raises(ValueError, match="for PATH is not a JSON Schema"):
        MAKERS["operator"](name="eq", summary="Equals.", operands={Kind.PATH: {"type": "strnig"}})


def test_terms_are_frozen_and_each_is_itself() -> None:
    one, other = (
        MAKERS["aggregate"](name="sum", summary="Sum.", without_field=Sql("1")) for _ in "ab"
    )
    assert one != other
    with pytest.raises(AttributeError):
        one.name = "avg"
