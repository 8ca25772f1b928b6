"""Strategies of zones, ranges, comparisons and the other words of time."""

from typing import Any

from attrs import frozen
from hypothesis import strategies as st

from semantics.language.buckets import LENGTHS, UNITS, WEEKDAYS, Calendar
from semantics.language.ranges import Range, compared_range, read_range
from semantics.language.rows import DAY, HOUR, MINUTE, MOMENTS, STEPS, ZONES
from semantics.language.zones import local_time, read_local, show_start
from semantics.model.instants import show_instant

Json = Any
MAX_BUCKETS = 90
APPROXIMATE = {**LENGTHS, "day": DAY, "week": 7 * DAY, "month": 30 * DAY}
APPROXIMATE |= {"quarter": 91 * DAY, "year": 365 * DAY}
SPANS = [30 * MINUTE, 3 * HOUR, DAY, 2 * DAY, 5 * DAY, 9 * DAY, 35 * DAY, 400 * DAY]


@frozen
class When:
    """The words of time of a query, and what they mean."""

    words: Json
    calendar: Calendar
    near: int
    """An instant around which there are rows."""
    range: Range | None
    compared: Range | None

    def units(self) -> list[str]:
        """Return the time units that have few buckets in the ranges."""
        ranges = [one for one in (self.range, self.compared) if one is not None]
        length = max((one.end - one.start for one in ranges), default=0)
        return [unit for unit in UNITS if length <= MAX_BUCKETS * APPROXIMATE[unit]]


@st.composite
def times(draw: st.DrawFn) -> When:
    """Draw a zone, a first day of weeks and, in most cases, a range and a compared one."""
    moment = draw(st.sampled_from(MOMENTS))
    zone = draw(st.one_of(st.just(moment.zone), st.just(moment.zone), st.sampled_from(ZONES)))
    words: Json = {} if zone == "UTC" and draw(st.booleans()) else {"timezone": zone}
    week_start = draw(st.sampled_from(["monday", *WEEKDAYS]))
    if week_start != "monday":
        words["weekStart"] = week_start
    calendar = Calendar(zone, week_start)
    first = second = None
    now = 0
    if draw(st.integers(0, 9)):
        if draw(st.booleans()):
            words["range"] = draw(_intervals(zone, moment.instant, st.sampled_from(SPANS)))
        else:
            words["now"] = draw(instants(zone, moment.instant))
            words["range"] = draw(phrases())
            now = read_local(zone, words["now"])
        first = read_range(words["range"], calendar, now)
        if draw(st.integers(0, 2)) == 0:
            words["compare"] = draw(_comparisons(zone, first))
            second = compared_range(words["compare"], first, calendar)
            if second.start >= second.end and "/" in words["compare"]:
                del words["compare"]
                second = None
    return When(words, calendar, moment.instant, first, second)


def instants(zone: str, near: int) -> st.SearchStrategy[str]:
    """Return a strategy of timestamps and dates around an instant, local ones and others."""
    offsets = st.builds(
        lambda sign, step: sign * step, st.sampled_from([-1, 1]), st.sampled_from(STEPS)
    )
    return st.builds(
        lambda offset, form: _written(zone, near + offset, form),
        offsets,
        st.sampled_from(["local", "local", "date", "utc", "zone", "minute"]),
    )


def _written(zone: str, instant: int, form: str) -> str:
    # The clock time of another offset may be one that is skipped.
    local = local_time(zone, instant)
    match form:
        case "local":
            return local.isoformat(timespec="milliseconds")
        case "minute":
            return local.isoformat(timespec="minutes")
        case "date":
            return local.date().isoformat()
        case "zone":
            return show_start(zone, instant)
    return show_instant(instant)


@st.composite
def _intervals(draw: st.DrawFn, zone: str, near: int, spans: st.SearchStrategy[int]) -> str:
    span = draw(spans)
    start, end = draw(instants(zone, near)), draw(instants(zone, near))
    if draw(st.booleans()) or not 0 < read_local(zone, end) - read_local(zone, start) <= span:
        middle = near + draw(st.sampled_from([-1, 0, 1])) * span // 3
        start = draw(_near(zone, middle - span // 2))
        end = draw(_near(zone, middle + span // 2))
    if read_local(zone, start) >= read_local(zone, end):
        end = show_instant(read_local(zone, start) + span)
    return f"{start}/{end}"


def _near(zone: str, instant: int) -> st.SearchStrategy[str]:
    return st.builds(
        lambda step, form: _written(zone, instant + step, form),
        st.sampled_from([0, 0, 30 * MINUTE, -HOUR, 1]),
        st.sampled_from(["local", "date", "minute", "utc", "zone"]),
    )


@st.composite
def phrases(draw: st.DrawFn) -> str:
    """Draw a range relative to now."""
    unit = draw(st.sampled_from(UNITS))
    count = draw(st.sampled_from([1, 1, 2, 3, 7, 26, 40]))
    plural = "s" if draw(st.booleans()) else ""
    match draw(st.sampled_from(["past", "previous", "previous one", "to date", "one to date"])):
        case "past":
            return f"past {count} {unit}{plural}"
        case "previous":
            return f"previous {count} {unit}{plural}"
        case "previous one":
            return f"previous {unit}{plural}"
        case "to date":
            return f"{count} {unit}{plural} to date"
    return f"{unit}{plural} to date"


@st.composite
def _comparisons(draw: st.DrawFn, zone: str, first: Range) -> str:
    match draw(st.sampled_from(["previous", "previous", "length", "interval"])):
        case "previous":
            return "previous"
        case "length":
            unit, count = draw(st.sampled_from(UNITS)), draw(st.sampled_from([1, 2, 7, 30]))
            return f"{count} {unit}{draw(st.sampled_from(['', 's']))}"
    span = draw(st.sampled_from([1, 2])) * max(first.end - first.start, HOUR)
    return draw(_intervals(zone, first.start, st.just(span)))
