"""Terms whose functions name their plugin if they fail."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from attrs import evolve

from evsrv.plugin.derived_field import DerivedField, UnknownField
from evsrv.plugin.failures import name_failures, refuse_flawed_results
from evsrv.plugin.output_format import Format, find_flaw_of_writer
from evsrv.plugin.terms import Aggregate, Function, Operator
from evsrv.plugin.time_unit import TimeUnit, find_flaw_of_floor, find_flaw_of_next

AnyTerm = TypeVar("AnyTerm", Operator, Aggregate, TimeUnit, Function, DerivedField, Format)

_EXPECTED_ERRORS: Mapping[type, Mapping[str, tuple[type[Exception], ...]]] = {
    Operator: {"render": (), "check": (ValueError,), "time_range": ()},
    Aggregate: {"render": ()},
    TimeUnit: {"render": (), "floor": (OverflowError,), "next": (OverflowError,)},
    Function: {"render": ()},
    DerivedField: {"render": (UnknownField,)},
    Format: {"writer": ()},
}
"""The functions of each kind of term, with the errors that they may raise."""

_FLAW_FINDERS: Mapping[type, Mapping[str, Callable[[Any, object], str | None]]] = {
    TimeUnit: {"floor": find_flaw_of_floor, "next": find_flaw_of_next},
    Format: {"writer": find_flaw_of_writer},
}
"""The functions whose results are checked."""


def with_named_failures(term: AnyTerm, plugin: str) -> AnyTerm:
    """Return a plugin's term whose functions name both if they fail."""
    # With a fixed length its functions are not the plugin's.
    if getattr(term, "fixed_length", None) is not None:
        return term
    part = f"{term.noun} {term.name!r}"
    functions: dict[str, Any] = {
        name: name_failures(plugin, part, function, expected)
        for name, expected in _EXPECTED_ERRORS[type(term)].items()
        if (function := getattr(term, name)) is not None
    }
    if renders := getattr(term, "renders", None):
        expected = _EXPECTED_ERRORS[type(term)]["render"]
        functions["renders"] = {
            engine: name_failures(plugin, part, render, expected)
            for engine, render in renders.items()
        }
    for name, find_flaw in _FLAW_FINDERS.get(type(term), {}).items():
        functions[name] = refuse_flawed_results(plugin, part, functions[name], find_flaw)
    return evolve(term, **functions)
