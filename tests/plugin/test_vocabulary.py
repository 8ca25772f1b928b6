import sqlite3
from types import SimpleNamespace
from typing import Any

import pytest

from evsrv import builtin
from evsrv.plugin import Aggregate, FixedLength, Kind, Operator, TimeUnit, hookimpl
from evsrv.plugin.hook_calls import PluginError
from evsrv.plugin.vocabulary import collect


def operator(name: str) -> Operator:
    return Operator(
        name=name, summary="A test.", operands={Kind.ANY: {}}, render=lambda value, _: value.plain
    )


def unit(name: str) -> TimeUnit:
    return TimeUnit(name=name, summary="A unit.", fixed_length=FixedLength(1000))


def aggregate(name: str) -> Aggregate:
    return Aggregate(name=name, summary="An aggregate.", render=lambda value: value.plain)


def plugin(**hooks: Any) -> object:
    """Make a plugin that gives these, by hook."""

    def implement(name: str, give: Any) -> Any:
        def hook() -> Any:
            return give() if callable(give) else give

        hook.__name__ = name
        return hookimpl(hook)

    return SimpleNamespace(**{name: implement(name, give) for name, give in hooks.items()})


def refusal(plugins: dict[str, object]) -> str:
    with pytest.raises(PluginError) as refused:
        collect(plugins)
    return str(refused.value)


def test_no_plugins_give_no_terms() -> None:
    vocabulary = collect({})
    assert (vocabulary.operators, vocabulary.aggregates, vocabulary.time_units) == ({}, {}, {})


def test_terms_come_by_name_and_know_their_plugin() -> None:
    vocabulary = collect(
        {
            "mine": plugin(
                evsrv_filter_operators=[operator("eq")], evsrv_time_units=(unit("day"),)
            ),
            "theirs": plugin(evsrv_aggregates=lambda: iter([aggregate("total")])),
        }
    )
    assert list(vocabulary.operators) == ["eq"]
    assert list(vocabulary.time_units) == ["day"]
    assert list(vocabulary.aggregates) == ["total"]
    assert {term.name: plugin for term, plugin in vocabulary.origins.items()} == {
        "eq": "mine",
        "day": "mine",
        "total": "theirs",
    }


def test_terms_stand_in_the_order_of_the_plugins() -> None:
    plugins = {
        name: plugin(evsrv_filter_operators=[operator(f"{name}B"), operator(f"{name}A")])
        for name in ("z", "a", "m")
    }
    assert list(collect(plugins).operators) == ["zB", "zA", "aB", "aA", "mB", "mA"]


def test_every_plugin_is_listed_with_the_first_line_of_its_docstring() -> None:
    class Documented:
        """Nothing.

        At all.
        """

    silent = SimpleNamespace(__doc__=None)
    blank = SimpleNamespace(__doc__=" ")
    odd = SimpleNamespace(__doc__=7)
    plugins = collect({"a": Documented(), "b": silent, "c": blank, "d": odd}).plugins
    assert plugins == {"a": "Nothing.", "b": None, "c": None, "d": None}


def test_the_vocabulary_is_frozen() -> None:
    vocabulary = collect({"mine": plugin(evsrv_filter_operators=[operator("eq")])})
    with pytest.raises(TypeError):
        # It is frozen for mypy too.
        vocabulary.operators["neq"] = operator("neq")  # type: ignore[index]


def test_one_name_in_two_plugins_is_refused_with_both() -> None:
    message = refusal(
        {
            "one": plugin(evsrv_filter_operators=[operator("eq")]),
            "other": plugin(evsrv_filter_operators=[operator("eq")]),
        }
    )
    assert all(word in message for word in ("one", "other", "operator 'eq'"))


def test_one_name_twice_in_a_plugin_is_refused() -> None:
    message = refusal({"mine": plugin(evsrv_time_units=[unit("day"), unit("day")])})
    assert all(word in message for word in ("mine", "time unit 'day'"))


def test_one_name_for_two_sorts_of_term_is_fine() -> None:
    mine = plugin(evsrv_filter_operators=[operator("first")], evsrv_aggregates=[aggregate("first")])
    assert collect({"mine": mine}).aggregates.keys() == {"first"}


@pytest.mark.parametrize(
    "hook", ["evsrv_filter_operator", "evsrv_agregates", "evsrv_prepare_connections"]
)
def test_a_misspelt_hook_is_refused_with_its_plugin(hook: str) -> None:
    message = refusal({"good": plugin(evsrv_time_units=[]), "mine": plugin(**{hook: []})})
    assert message.startswith("plugin mine: ")
    assert hook in message


def test_a_hook_with_wrong_arguments_is_refused_with_its_plugin() -> None:
    @hookimpl
    def evsrv_time_units(connection: object) -> list[TimeUnit]:
        return []

    message = refusal({"mine": SimpleNamespace(evsrv_time_units=evsrv_time_units)})
    assert message.startswith("plugin mine: ")


def test_a_plugin_that_raises_is_named() -> None:
    def fail() -> list[Operator]:
        raise RuntimeError("no licence")

    message = refusal({"mine": plugin(evsrv_filter_operators=fail)})
    assert message == "plugin mine: RuntimeError: no licence"


def test_a_plugin_that_raises_half_way_is_named() -> None:
    def fail() -> Any:
        yield operator("eq")
        raise LookupError("gone")

    assert (
        refusal({"mine": plugin(evsrv_filter_operators=fail)}) == "plugin mine: LookupError: gone"
    )


@pytest.mark.parametrize("given", [None, 3, operator("eq")])
def test_a_hook_that_gives_no_list_is_refused(given: Any) -> None:
    assert refusal({"mine": plugin(evsrv_filter_operators=given)}).startswith("plugin mine: ")


@pytest.mark.parametrize("given", ["eq", None, aggregate("eq"), unit("eq")])
def test_what_is_no_such_term_is_refused(given: Any) -> None:
    message = refusal({"mine": plugin(evsrv_filter_operators=[given])})
    assert message.startswith("plugin mine: evsrv_filter_operators returned ")
    assert message.endswith("expected Operator")


def test_a_bad_name_is_refused_with_its_plugin() -> None:
    message = refusal({"mine": plugin(evsrv_time_units=lambda: [unit("Day")])})
    assert message.startswith("plugin mine: ValueError: name 'Day' must match")


def test_one_object_under_two_names_is_refused() -> None:
    mine = plugin(evsrv_time_units=[])
    assert refusal({"one": mine, "other": mine}).startswith("plugin other: ")


def test_connections_are_prepared_by_each_plugin_in_order() -> None:
    def preparing(number: int) -> object:
        @hookimpl
        def evsrv_prepare_connection(connection: sqlite3.Connection) -> None:
            connection.create_function("answer", 0, lambda: number)

        return SimpleNamespace(evsrv_prepare_connection=evsrv_prepare_connection)

    connection = sqlite3.connect(":memory:")
    collect({"one": preparing(1), "other": preparing(2)}).prepare_connection(connection)
    assert connection.execute("SELECT answer()").fetchone() == (2,)
    connection.close()


def test_a_plugin_that_cannot_prepare_a_connection_is_named() -> None:
    @hookimpl
    def evsrv_prepare_connection(connection: sqlite3.Connection) -> None:
        raise OSError("no library")

    mine = SimpleNamespace(evsrv_prepare_connection=evsrv_prepare_connection)
    vocabulary = collect({"mine": mine})
    connection = sqlite3.connect(":memory:")
    with pytest.raises(PluginError, match="plugin mine: OSError: no library"):
        vocabulary.prepare_connection(connection)
    connection.close()


def test_the_contract_has_all_its_terms() -> None:
    vocabulary = collect(builtin.PLUGINS)
    assert set(vocabulary.operators) == {
        *("eq", "neq", "gt", "gte", "lt", "lte", "in", "notIn", "isNull", "isNotNull"),
        *("arrayContains", "jsonContains", "jsonContainedBy", "jsonHasKey", "jsonHasAnyKey"),
        *("jsonHasAllKeys", "jsonArrayContainsObject"),
    }
    assert set(vocabulary.aggregates) == {"sum", "count", "countDistinct", "avg", "min", "max"}
    assert set(vocabulary.time_units) == {"hour", "day", "week", "month"}
    assert {origin.partition(".")[0] for origin in vocabulary.origins.values()} == {"builtin"}
