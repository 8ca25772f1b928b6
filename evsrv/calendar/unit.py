"""A unit of the calendar, as the buckets need it."""

from datetime import datetime
from typing import Protocol, Self


class Length(Protocol):
    """The length of every bucket, and the start of any one of them, in local milliseconds."""

    @property
    def milliseconds(self) -> int:
        """The length."""
        ...

    @property
    def offset(self) -> int:
        """The start of any one bucket since 1970-01-01T00:00 in local time."""
        ...


class Unit(Protocol):
    """A unit of time that cuts local times into buckets."""

    def __hash__(self) -> int:
        """Return a number that is equal for equal units."""
        ...

    @property
    def name(self) -> str:
        """The name that messages use."""
        ...

    @property
    def made_of_days(self) -> bool:
        """Whether each bucket consists of whole days."""
        ...

    @property
    def fixed_length(self) -> Length | None:
        """The length if it is the same for every bucket."""
        ...

    def floor(self, local: datetime, /) -> datetime:
        """Return the start of the bucket that a local time is in."""
        ...

    def next(self, local: datetime, /) -> datetime:
        """Return the start of the bucket after the one that a local time is in."""
        ...

    def starting_on(self, weekday: int) -> Self:
        """Return the unit with weeks that start on this day, 0 for Monday."""
        ...
