"""Generate demo data: visits are drawn one after another, their documents merged in time order."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush

from evsrv.core.datasets import EVENTS, Dataset
from evsrv.seeding.outlines import outlines
from evsrv.seeding.profile import Document, Profile, Visits
from evsrv.seeding.rhythm import DAY, HOUR, arrivals
from evsrv.seeding.site import Site

DEFAULT_UNTIL = datetime(2026, 4, 1, tzinfo=UTC)
"""Fixed, so that a seed gives the same file on any day."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def generate(
    *,
    events: int,
    days: int,
    seed: int,
    until: datetime = DEFAULT_UNTIL,
    profile: Profile = Site,
) -> Iterator[tuple[Dataset, Document]]:
    """Generate documents of all datasets in time order, in the days before `until`.

    Events have the shape of `POST /events`, and there are `events` of them. Conversations and
    feedback are those of these events, in the shape of their POST requests with one member more,
    `loggedWith`. The same arguments give the same documents on every machine. Raises `ValueError`
    if a number is out of range, `until` has no offset from UTC, or the days reach back before 1970.
    """
    if events < 0 or days < 1:
        raise ValueError("events must be at least 0 and days at least 1")
    if until.tzinfo is None:
        raise ValueError("until needs an offset from UTC")
    end = (until - _EPOCH) // timedelta(milliseconds=1)
    if end < days * DAY:
        raise ValueError(f"{days} days before {until.isoformat()} is before 1970")
    return _in_time_order(profile(seed, events), events=events, start=end - days * DAY, end=end)


def generate_events(
    *, events: int, days: int, seed: int, until: datetime = DEFAULT_UNTIL, profile: Profile = Site
) -> Iterator[Document]:
    """Generate the events alone; otherwise as `generate`."""
    documents = generate(events=events, days=days, seed=seed, until=until, profile=profile)
    return (document for dataset, document in documents if dataset is EVENTS)


def _in_time_order(
    visits: Visits, *, events: int, start: int, end: int
) -> Iterator[tuple[Dataset, Document]]:
    drawn = list(outlines(visits.outline, events))
    # Visits that begin before the last hour end within it.
    starts = arrivals(visits.draw, count=len(drawn), start=start, end=end - HOUR)
    waiting: list[tuple[int, int, Dataset, Document]] = []
    number = 0
    for begin, outline in zip(starts, drawn, strict=True):
        while waiting and waiting[0][0] < begin:
            yield heappop(waiting)[2:]
        for instant, dataset, document in visits.visit(begin, outline):
            number += 1
            heappush(waiting, (instant, number, dataset, document))
    while waiting:
        yield heappop(waiting)[2:]
