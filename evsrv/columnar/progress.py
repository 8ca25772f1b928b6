"""The outcome of a step of background work on a copy."""

from enum import Enum, auto


class Progress(Enum):
    """The work that has to follow a step."""

    MORE = auto()
    """Another step."""
    LATER = auto()
    """Another step after a pause: the database changes faster than the copy."""
    DONE = auto()
    """None."""
    REBUILD = auto()
    """A new copy: this one has other rows than the database."""
