"""The value of an aggregation over some events."""

from typing import Any

from semantics.language.columns import Aggregation
from semantics.language.filters import matches
from semantics.model.answers import aggregate
from semantics.model.events import Event
from semantics.model.jsonvalues import compact, shown
from semantics.model.numbers import About


def value_over(aggregation: Aggregation, events: list[Event], zone: str) -> Any:
    """Return the value of an aggregation over events, those of which count that its filter holds.

    The sums of the tests' numbers are exact in doubles, so that there is one right value.
    """
    if aggregation.where is not None:
        events = [event for event in events if matches(event, aggregation.where, zone)]
    of = aggregation.of
    if of is None:
        return len(events)
    values = [value for event in events if (value := of.value(event)) is not None]
    text = shown if of.path and of.apply is None else compact
    result = aggregate(aggregation.name, values, text)
    return float(result.exactly) if isinstance(result, About) else result
