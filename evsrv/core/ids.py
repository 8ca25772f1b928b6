"""Ids of events that are sent without an id."""

import os

_VARIANTS = "89ab"
"""The first digits that a UUID has in its fourth group."""


def time_ordered_id(now: int) -> str:
    """Return a UUID version 7 (RFC 9562) for a time in epoch milliseconds."""
    time, random = f"{now & (2**48 - 1):012x}", os.urandom(10)
    digits = random.hex()
    variant = _VARIANTS[random[-1] & 3]
    return f"{time[:8]}-{time[8:]}-7{digits[:3]}-{variant}{digits[3:6]}-{digits[6:18]}"
