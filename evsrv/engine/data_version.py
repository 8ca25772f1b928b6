"""The version of the stored events that an answer was computed from."""

from attrs import frozen


@frozen
class DataVersion:
    """A state of the stored events. Versions that are equal have the same events.

    `last_row` grows with each new event; `revision` changes if an event is changed or deleted.
    """

    revision: int
    last_row: int
