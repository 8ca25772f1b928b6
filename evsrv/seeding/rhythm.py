"""Times of visits: more by day, on weekdays, and in later weeks."""

from itertools import accumulate

from evsrv.seeding.draw import Draw

HOUR = 3_600_000
DAY = 24 * HOUR

_HOURS = (3, 2, 2, 2, 3, 5, 9, 16, 26, 34, 38, 36, 32, 37, 41, 40, 36, 30, 22, 17, 14, 11, 8, 5)
_WEEKDAYS = (100, 108, 112, 106, 88, 34, 30)
_GROWTH = 0.8
_EPOCH_WEEKDAY = 3


def arrivals(draw: Draw, *, count: int, start: int, end: int) -> list[int]:
    """Draw `count` instants from `start` to before `end`, in order, all in epoch milliseconds."""
    hours = range(start, end, HOUR)
    totals = list(accumulate(_weight(hour, start, end) for hour in hours))
    shares = sorted(draw.share() * totals[-1] for _ in range(count))
    instants = []
    hour = 0
    for share in shares:
        while share >= totals[hour] and hour < len(totals) - 1:
            hour += 1
        before = totals[hour - 1] if hour else 0.0
        within = (share - before) / (totals[hour] - before)
        width = min(HOUR, end - hours[hour])
        instants.append(hours[hour] + min(int(within * width), width - 1))
    return instants


def _weight(instant: int, start: int, end: int) -> float:
    weekday = (instant // DAY + _EPOCH_WEEKDAY) % 7
    grown = 1 + _GROWTH * ((instant - start) / (end - start))
    return _HOURS[instant % DAY // HOUR] * _WEEKDAYS[weekday] * grown
