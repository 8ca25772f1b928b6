"""The findings of discovery, as an engine returns them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Literal, Self, get_args

from attrs import frozen

JsonKind = Literal["string", "number", "boolean", "array", "object"]
"""A kind of JSON value that is not null."""

JSON_KINDS: tuple[JsonKind, ...] = get_args(JsonKind)
"""All kinds, in the order in which they are listed."""


@frozen
class CountedValue:
    """A value of a key as text, and the number of rows that have it."""

    value: str
    count: int


@frozen
class KeyDetails:
    """A key of a JSON field, as the rows of a sample have it."""

    key: str
    kinds: Sequence[JsonKind]
    """The kinds of its values."""
    rows: int
    """The number of rows in which its value is not null."""


@frozen
class KeySample:
    """The keys of a JSON field in all rows, with details from a sample of them."""

    keys: Sequence[KeyDetails] = ()
    sampled: int = 0
    """The number of rows in the sample."""

    @classmethod
    def of_counts(
        cls, rows: Mapping[str, int], kinds: Mapping[str, Collection[JsonKind]], sampled: int
    ) -> Self:
        """Return the sample of keys with their numbers of rows and the kinds of their values."""
        return cls(
            [
                KeyDetails(key, [kind for kind in JSON_KINDS if kind in kinds[key]], number)
                for key, number in rows.items()
            ],
            sampled,
        )
