"""Time units: the terms that put points in time into buckets."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import ClassVar, TypeGuard

from attrs import Attribute, Factory, field, frozen

from evsrv.core.sql import Sql
from evsrv.plugin.renderings import NO_REASONS, NO_RENDERS, Reasons, Renders, are_renders
from evsrv.plugin.validators import is_filled, is_name

_EPOCH = datetime(1970, 1, 1)
_MILLISECOND = timedelta(milliseconds=1)
_DAY_MS = 86_400_000
_WEEK_MS = 7 * _DAY_MS


def _is_positive(_: object, attribute: "Attribute[int]", number: int) -> None:
    if number <= 0:
        raise ValueError(f"{attribute.name} must be positive, not {number}")


@frozen
class FixedLength:
    """The length of every bucket of a time unit, in milliseconds.

    `offset` is the start of any one bucket in local milliseconds since 1970-01-01T00:00: weeks of
    604,800,000 ms from Monday have the offset 345,600,000, since 1970-01-05 was a Monday.
    """

    milliseconds: int = field(validator=_is_positive)
    offset: int = 0

    def floor(self, local: datetime) -> datetime:
        """Return the start of the bucket that a local time is in."""
        return local - (local - _EPOCH - self.offset * _MILLISECOND) % self._timedelta

    def next(self, local: datetime) -> datetime:
        """Return the start of the bucket after the one that a local time is in."""
        return self.floor(local) + self._timedelta

    @property
    def is_made_of_days(self) -> bool:
        """Whether each bucket consists of whole days."""
        return self.milliseconds % _DAY_MS == self.offset % _DAY_MS == 0

    @property
    def _timedelta(self) -> timedelta:
        return self.milliseconds * _MILLISECOND


@frozen(kw_only=True, eq=False)
class TimeUnit:
    """A unit of time: `{"type": "time", "timeUnit": name}`.

    A unit is given by its `fixed_length`, or by three others. `floor(local)` returns the start of
    the bucket that a local time is in, and `next(local)` the start of the bucket after it; both
    take and return naive datetimes, and may raise OverflowError for one outside of the years 1 to
    9999. `made_of_days` says whether each bucket consists of whole days.

    `render(instant)` may render floor in UTC as SQLite's SQL, from epoch milliseconds (or NULL) to
    whole epoch milliseconds (or NULL). Without it, and without a fixed length, floor is called for
    every event: slower, with the same result. `renders={"postgresql": f}` may do the same in the
    SQL of another engine; every engine has every unit. `volatile` is as for operators.
    """

    noun: ClassVar[str] = "time unit"
    portable: ClassVar[bool] = True
    absent_on: ClassVar[Reasons] = NO_REASONS

    name: str = field(validator=is_name)
    summary: str = field(validator=is_filled)
    fixed_length: FixedLength | None = None
    floor: Callable[[datetime], datetime] = Factory(
        lambda self: self._required_length.floor, takes_self=True
    )
    next: Callable[[datetime], datetime] = Factory(
        lambda self: self._required_length.next, takes_self=True
    )
    made_of_days: bool = Factory(
        lambda self: self._required_length.is_made_of_days, takes_self=True
    )
    render: Callable[[Sql], Sql] | None = None
    renders: Renders = field(default=NO_RENDERS, validator=are_renders)
    volatile: bool = False
    follows_week_start: bool = False
    _by_weekday: dict[int, "TimeUnit"] = field(init=False, factory=dict, repr=False)

    @property
    def _required_length(self) -> FixedLength:
        if self.fixed_length is None:
            raise ValueError("a time unit needs fixed_length, or floor, next and made_of_days")
        return self.fixed_length

    def __attrs_post_init__(self) -> None:
        length = self.fixed_length
        if self.follows_week_start and (length is None or length.milliseconds % _WEEK_MS):
            raise ValueError("follows_week_start needs a fixed_length of whole weeks")
        if length is None:
            return
        derived = (length.floor, length.next, length.is_made_of_days, None, NO_RENDERS)
        if (self.floor, self.next, self.made_of_days, self.render, self.renders) != derived:
            raise ValueError(
                "floor, next, made_of_days, render and renders follow from fixed_length"
            )

    def starting_on(self, weekday: int) -> "TimeUnit":
        """Return the unit with weeks that start on this day, 0 for Monday.

        A unit that does not follow the week start is returned as it is, and so is one of an earlier
        call. Equal calls return the same unit.
        """
        length = self.fixed_length
        if weekday == 0 or not self.follows_week_start or length is None:
            return self
        if weekday not in self._by_weekday:
            moved = FixedLength(length.milliseconds, length.offset + weekday * _DAY_MS)
            self._by_weekday[weekday] = TimeUnit(
                name=self.name, summary=self.summary, fixed_length=moved, volatile=self.volatile
            )
        return self._by_weekday[weekday]

    def floor_utc(self, instant: int) -> int:
        """Return the start of the bucket in UTC that an instant is in; in epoch milliseconds."""
        return (self.floor(_EPOCH + instant * _MILLISECOND) - _EPOCH) // _MILLISECOND


def find_flaw_of_floor(local: datetime, start: object) -> str | None:
    """Return why a result of `floor` is no start of the bucket that a local time is in, or None."""
    if not _is_naive(start):
        return f"floor returned {start!r}; expected a naive datetime"
    return f"floor returned {start} for {local}, which is earlier" if start > local else None


def find_flaw_of_next(local: datetime, start: object) -> str | None:
    """Return why a result of `next` is no start of a later bucket, or None."""
    if not _is_naive(start):
        return f"next returned {start!r}; expected a naive datetime"
    return f"next returned {start} for {local}, which is no earlier" if start <= local else None


def _is_naive(value: object) -> TypeGuard[datetime]:
    return isinstance(value, datetime) and value.tzinfo is None
