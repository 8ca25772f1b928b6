"""The calendar that a query is asked in."""

from attrs import frozen

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@frozen(cache_hash=True)
class Calendar:
    """A time zone and the first day of a week."""

    zone: str = "UTC"
    """A name of the IANA database."""
    week_start: int = 0
    """The index in `WEEKDAYS`."""


UTC = Calendar()
"""The calendar of a query that names none."""
