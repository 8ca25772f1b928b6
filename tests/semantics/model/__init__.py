"""The contract in plain Python: no SQL, no index, and no line of evsrv.

`answer(events, query)` gives what a query must be answered, `holds(event, filter)` whether a filter
lets an event through. Events are as `stored(...)` makes them of the bodies of `POST /events`, rows
of other datasets as `stored_row(...)` makes them.
"""

from semantics.model.answers import Expected, answer
from semantics.model.events import CONVERSATIONS, EVENTS, FEEDBACK, Dataset, stored, stored_row
from semantics.model.filters import holds
from semantics.model.numbers import About
from semantics.model.refusals import Refused

__all__ = [
    "CONVERSATIONS",
    "EVENTS",
    "FEEDBACK",
    "About",
    "Dataset",
    "Expected",
    "Refused",
    "answer",
    "holds",
    "stored",
    "stored_row",
]
