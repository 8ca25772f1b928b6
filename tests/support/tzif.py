"""The offsets of time zones as the files of the database say, read without any library."""

import struct
from importlib.resources import files

_HEADER = struct.Struct(">4s c 15x 6l")
_TYPE = struct.Struct(">l ? B")


def offset_changes(zone: str) -> list[tuple[int, int, int]]:
    """Return (second, offset before, offset after) of each change that the file of a zone lists.

    RFC 9636: a block of 32-bit times, one of 64-bit times, and a rule for the time after them.
    """
    data = files("tzdata").joinpath("zoneinfo", *zone.split("/")).read_bytes()
    _, _, utc, standard, leaps, times, types, characters = _HEADER.unpack_from(data)
    at = _HEADER.size + times * 5 + types * _TYPE.size + characters + leaps * 8 + standard + utc
    times, types = _HEADER.unpack_from(data, at)[5:7]
    at += _HEADER.size
    seconds = struct.unpack_from(f">{times}q", data, at)
    indexes = data[at + 8 * times : at + 9 * times]
    offsets = [_TYPE.unpack_from(data, at + 9 * times + _TYPE.size * n)[0] for n in range(types)]
    changes = []
    before = offsets[0]
    for second, index in zip(seconds, indexes, strict=True):
        if offsets[index] != before:
            changes.append((second, before, offsets[index]))
        before = offsets[index]
    return changes
