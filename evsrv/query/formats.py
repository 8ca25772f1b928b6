"""The formats of text in schemas: what each accepts, and the message for other text."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from attrs import frozen

from evsrv.calendar.ranges import explain_compare, explain_range, is_compare, is_range
from evsrv.core.errors import clip
from evsrv.core.timestamps import explain_timestamp, has_offset, parse_timestamp
from evsrv.query.zone_names import explain_zone, is_zone

_TIMESTAMP = "an ISO 8601 timestamp such as 2026-03-02T10:15:00.000Z"
_OFFSET_AFTER_BLANK = re.compile(r" (?=\d\d?(?::?\d\d)?(?:/|$))")


@frozen
class Format:
    """A format of text."""

    noun: str
    """The words for text of this format."""
    accepts: Callable[[str], bool]
    explain: Callable[[str], str]
    """Return the message for text that is not accepted."""


def _timestamp_format(noun: str, accepts: Callable[[str], bool]) -> Format:
    return Format(
        noun, accepts, lambda text: f"expected {noun}, not {clip(text)}{explain_timestamp(text)}"
    )


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "timestamp": _timestamp_format(_TIMESTAMP, lambda text: parse_timestamp(text) is not None),
        "timestamp-with-offset": _timestamp_format(
            _TIMESTAMP.replace("timestamp", "timestamp with an offset"),
            lambda text: parse_timestamp(text) is not None and has_offset(text),
        ),
        "timezone": Format(
            "the name of a time zone such as America/New_York", is_zone, explain_zone
        ),
        "range": Format(
            "an interval such as 2026-03-01/2026-04-01, or a phrase such as 'past 7 days'",
            is_range,
            explain_range,
        ),
        "compare": Format(
            "'previous', a length such as '1 year', or an interval", is_compare, explain_compare
        ),
    }
)
"""The formats by the names that schemas have for them."""


def lost_plus(text: str, format_: Format) -> str | None:
    """Return the hint for text from a URL that is accepted with a `+` in place of a blank."""
    if format_.accepts(text) or not format_.accepts(_OFFSET_AFTER_BLANK.sub("+", text)):
        return None
    return "in a URL + is read as a blank; write it as %2B"
