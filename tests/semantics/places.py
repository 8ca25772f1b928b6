"""Paths and values of a corpus, so that random queries match some of its events."""

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from attrs import frozen
from hypothesis import strategies as st

from semantics.strategies import names

Json = Any
T = TypeVar("T")
JSON_FIELDS = ("properties", "userProperties")
TEXT_FIELDS = (
    *("id", "organizationId", "projectId", "integrationId", "eventType", "type"),
    *("messageId", "conversationId", "searchQuery"),
)


@frozen
class Place:
    """A path in a JSON field and its value in some event."""

    field: str
    path: list[str]
    value: Json


class Places:
    """Paths and texts of events; not an attrs class, because hypothesis would print them all."""

    def __init__(self, events: list[dict[str, Json]]) -> None:
        found = [
            place
            for event in events
            for field in JSON_FIELDS
            for place in _inside(field, [], event[field])
        ]
        self.found = found or [Place("properties", ["v"], None)]
        self.short = [place for place in self.found if len(place.path) == 1]
        self.texts = {
            field: sorted({event[field] for event in events if event[field] is not None})
            for field in TEXT_FIELDS
        }
        """The values of each text field."""

    def __repr__(self) -> str:
        return "Places(...)"

    def paths(self) -> st.SearchStrategy[Place]:
        """Return a strategy of existing paths, of paths with a wrong end, and of random ones."""
        real = among(self.found)
        astray = st.builds(
            lambda place, part: Place(place.field, [*place.path, part], place.value), real, names
        )
        sideways = st.builds(
            lambda place, part: Place(place.field, [*place.path[:-1], part], place.value),
            real,
            names,
        )
        anywhere = st.builds(
            Place, st.sampled_from(JSON_FIELDS), st.lists(names, min_size=1, max_size=3), st.none()
        )
        short = among(self.short)
        return st.one_of(real, short, real, astray, sideways, anywhere)


def among(items: Sequence[T]) -> st.SearchStrategy[T]:
    """Return a strategy like `sampled_from`, but with a repr that omits the items."""
    return st.integers(0, len(items) - 1).map(lambda index: items[index])


def _inside(field: str, path: list[str], value: Json) -> Iterator[Place]:
    if path:
        yield Place(field, path, value)
    if isinstance(value, dict):
        for name, member in value.items():
            yield from _inside(field, [*path, name], member)
    elif isinstance(value, list):
        for index, element in enumerate(value):
            yield from _inside(field, [*path, str(index)], element)
            yield Place(field, [*path, str(index - len(value))], element)
