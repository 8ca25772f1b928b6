"""Value kinds: the sorts of value that a query can reach in the fields of an event."""

from enum import Flag, auto


class Kind(Flag):
    """Value kind of a term; terms name the kinds that they take, joined with `|`."""

    TEXT = auto()
    """A text field, as `type`."""
    TIME = auto()
    """`createdAt`: an integer, epoch milliseconds."""
    PATH = auto()
    """The value at a path in a JSON field, of any JSON type."""
    DOCUMENT = auto()
    """A whole JSON field: an object, or null."""

    ANY = TEXT | TIME | PATH | DOCUMENT
