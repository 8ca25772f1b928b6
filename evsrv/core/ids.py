"""Ids of events that are sent without an id."""

import secrets

_VARIANTS = 4 * "89ab"
"""The first digit of the variant, whose first two bits are given, by a random digit."""


def time_ordered_id(now: int) -> str:
    """Return a UUID version 7 (RFC 9562) for a time in epoch milliseconds."""
    time, random = f"{now & (2**48 - 1):012x}", secrets.token_hex(10)
    variant = _VARIANTS[int(random[3], 16)]
    return f"{time[:8]}-{time[8:]}-7{random[:3]}-{variant}{random[4:7]}-{random[7:19]}"
