"""The request header `Accept` (RFC 9110, section 12.5.1)."""

import re
from collections.abc import Sequence

from attrs import frozen

_QUALITY = re.compile(r"(?:0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)")


@frozen
class _Range:
    media_type: str
    quality: float

    def specificity(self, media_type: str) -> int:
        """Return 3 if this is the media type, 2 for its main type, 1 for any; 0 for no match."""
        if self.media_type == media_type:
            return 3
        if self.media_type == f"{media_type.partition('/')[0]}/*":
            return 2
        return int(self.media_type == "*/*")


def preferred_type(accept: str, offered: Sequence[str]) -> str:
    """Return the offered media type that a header prefers.

    Among equals one that the header names precedes one that it only covers by a range, and then the
    first one offered, which is also returned if the header accepts none.
    """
    ranges = [found for part in accept.split(",") if (found := _parse_range(part)) is not None]

    def preference(media_type: str) -> tuple[float, int]:
        matching = [(one.specificity(media_type), one.quality) for one in ranges]
        specificity, quality = max(matching, default=(0, 0.0))
        return (quality, specificity) if specificity else (0.0, 0)

    best = max(offered, key=preference)
    return best if preference(best)[0] > 0 else offered[0]


def _parse_range(text: str) -> _Range | None:
    """Parse one range; its parameters beside `q` do not count. Return None for a malformed one."""
    media_type, *parameters = (part.strip().lower() for part in text.split(";"))
    quality = 1.0
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            if not _QUALITY.fullmatch(value.strip()):
                return None
            quality = float(value)
    return _Range(media_type, quality) if media_type else None
