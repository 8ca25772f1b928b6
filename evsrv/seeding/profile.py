"""The interface between the generator and the profiles of demo data."""

from collections.abc import Iterator
from typing import Any, Protocol

from evsrv.core.datasets import Dataset
from evsrv.seeding.draw import Draw
from evsrv.seeding.outlines import Outline

Document = dict[str, Any]
"""A request's body; conversations and feedback have one member more, `loggedWith`."""

Item = tuple[int, Dataset, Document]
"""A document, and its time in epoch milliseconds."""


class Visits(Protocol):
    """A source of visits of one profile, with visitors of its own."""

    @property
    def draw(self) -> Draw:
        """Return the draws that the events depend on."""

    def outline(self) -> Outline:
        """Draw the types of the events of a visit."""

    def visit(self, instant: int, outline: Outline) -> Iterator[Item]:
        """Draw the documents of a visit that begins at an instant, its events in their order.

        It takes less than an hour.
        """


class Profile(Protocol):
    """A kind of site."""

    def __call__(self, seed: int, events: int) -> Visits:
        """Draw the visitors for a number of events."""
