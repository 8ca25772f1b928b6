"""The findings of discovery, as an engine returns them."""

from attrs import frozen


@frozen
class CountedValue:
    """A value of a key as text, and the number of rows that have it."""

    value: str
    count: int
