"""Value kinds: the sorts of value that a query can reach in the fields of a dataset."""

from enum import Flag, auto


class Kind(Flag):
    """Value kind of a term; terms name the kinds that they take, joined with `|`."""

    TEXT = auto()
    """A text field, as `type`."""
    NUMBER = auto()
    """A field that holds a number, as `userMessageCount`."""
    TIME = auto()
    """A field that holds a time, as `createdAt`: an integer, epoch milliseconds."""
    PATH = auto()
    """The value at a path in a JSON field, of any JSON type."""
    DOCUMENT = auto()
    """A whole JSON field: an object, or null."""
    ARRAY = auto()
    """A whole JSON field that holds an array, as `reasons`, or null. No path goes into it."""

    ANY = TEXT | NUMBER | TIME | PATH | DOCUMENT | ARRAY

    @property
    def label(self) -> str:
        """The name of a single kind in answers and listings, as `text`."""
        return str(self.name).lower()
