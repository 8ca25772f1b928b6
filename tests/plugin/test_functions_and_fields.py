"""Functions and derived fields of plugins, as the vocabulary collects them."""

from collections.abc import Callable
from typing import Any

import pytest

from evsrv.core.datasets import CONVERSATIONS, DATASETS, EVENTS, FEEDBACK
from evsrv.plugin import DerivedField, Function, Kind, Row, Sql, sql
from evsrv.plugin.failures import PluginFailure
from evsrv.plugin.listing import list_terms
from evsrv.plugin.vocabulary import collect
from plugin.test_vocabulary import aggregate, plugin, refusal


def function(name: str = "size", **members: Any) -> Function:
    return Function(
        **{
            "name": name,
            "summary": "A function.",
            "takes": Kind.TEXT,
            "gives": Kind.NUMBER,
            "render": lambda value: sql("length({})", value.string),
            **members,
        }
    )


def derived(name: str = "topic", *reads: str, **members: Any) -> DerivedField:
    def render(row: Row) -> Sql:
        return sql("coalesce(NULL, {})", row.value(reads[0] if reads else "type").text)

    return DerivedField(
        **{
            "name": name,
            "summary": "A field.",
            "kind": Kind.TEXT,
            "render": render,
            **members,
        }
    )


def test_functions_come_by_name_and_know_their_plugin() -> None:
    vocabulary = collect({"mine": plugin(evsrv_functions=[function("size"), function("width")])})
    assert list(vocabulary.functions) == ["size", "width"]
    assert set(vocabulary.origins.values()) == {"mine"}


def test_a_dataset_has_stored_fields_and_then_the_derived_ones() -> None:
    vocabulary = collect({"mine": plugin(evsrv_fields=[derived("topic")])})
    for dataset in DATASETS.values():
        assert list(vocabulary.fields_of(dataset)) == [*dataset.fields, "topic"]
        assert vocabulary.fields_of(dataset)["topic"] is vocabulary.derived_fields["topic"]


def test_a_dataset_does_not_have_a_field_that_reads_one_it_lacks() -> None:
    vocabulary = collect({"mine": plugin(evsrv_fields=[derived("words", "searchQuery")])})
    assert "words" in vocabulary.fields_of(EVENTS)
    assert "words" not in vocabulary.fields_of(CONVERSATIONS)
    assert "words" not in vocabulary.fields_of(FEEDBACK)


@pytest.mark.parametrize(
    ("make", "hook"), [(function, "evsrv_functions"), (derived, "evsrv_fields")]
)
def test_two_plugins_with_one_name_are_refused(make: Callable[[str], object], hook: str) -> None:
    message = refusal({name: plugin(**{hook: [make("same")]}) for name in ("mine", "theirs")})
    assert "plugins mine and theirs both define" in message
    assert "'same'" in message


def test_a_field_with_the_name_of_a_stored_field_is_refused_with_its_plugin() -> None:
    message = refusal({"mine": plugin(evsrv_fields=lambda: [derived("searchQuery")])})
    assert message.startswith("plugin mine:")
    assert "'searchQuery'" in message
    assert "must not be a field's name" in message


def test_a_field_with_the_name_of_an_aggregation_is_refused_with_both_plugins() -> None:
    plugins = {
        "mine": plugin(evsrv_fields=[derived("total")]),
        "theirs": plugin(evsrv_aggregates=[aggregate("total")]),
    }
    assert refusal(plugins) == (
        "plugin mine: the field 'total' has the name of an aggregation of plugin theirs;"
        " rename one of them"
    )


def test_a_field_that_no_dataset_can_have_is_refused_with_the_nearest_name() -> None:
    message = refusal({"mine": plugin(evsrv_fields=[derived("topic", "serchQuery")])})
    assert message.startswith("plugin mine: ValueError: field 'topic':")
    assert "did you mean 'searchQuery'" in message


def test_a_field_that_fails_at_the_start_is_refused_with_its_line() -> None:
    def fail(_: Row) -> Sql:
        raise ZeroDivisionError("no")

    message = refusal({"mine": plugin(evsrv_fields=[derived("topic", render=fail)])})
    assert message.startswith("plugin mine, field 'topic': ZeroDivisionError: no (")


def test_a_function_that_fails_names_its_plugin() -> None:
    mine = plugin(evsrv_functions=[function(render=lambda value: value.nothing)])
    render = collect({"mine": mine}).functions["size"].render
    no_value: Any = object()
    with pytest.raises(PluginFailure, match="plugin mine, function 'size': AttributeError"):
        render(no_value)


@pytest.mark.parametrize("kind", [Kind.TIME, Kind.PATH, Kind.DOCUMENT, Kind.TEXT | Kind.NUMBER])
def test_only_texts_and_numbers_can_be_computed(kind: Kind) -> None:
    with pytest.raises(ValueError, match=r"gives must be Kind\.TEXT or Kind\.NUMBER"):
        function(gives=kind)
    with pytest.raises(ValueError, match=r"kind must be Kind\.TEXT or Kind\.NUMBER"):
        derived(kind=kind)


def test_functions_and_fields_are_listed() -> None:
    mine = plugin(evsrv_functions=[function()], evsrv_fields=[derived()])
    listed = {(term["kind"], term["name"]): term for term in list_terms(collect({"mine": mine}))}
    assert listed["function", "size"]["plugin"] == "mine"
    assert listed["field", "topic"]["summary"] == "A field."
    assert listed["field", "topic"]["operand"] is None
