"""Ids of events that are sent without an id."""

import secrets


def time_ordered_id(now: int) -> str:
    """Return a UUID version 7 (RFC 9562) for a time in epoch milliseconds."""
    bits = (now & (2**48 - 1)) << 80 | secrets.randbits(80)
    bits = bits & ~(0xF << 76) | 0x7 << 76
    bits = bits & ~(0x3 << 62) | 0x2 << 62
    digits = f"{bits:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
