"""Counts and checksums of rows by part and organization, whatever order the rows come in."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from attrs import define

from evsrv.engine.transfer_parts import Part

_BITS = 128

PartOfOrganization = tuple[str, str]
"""The name of a part, and an organization."""


@define
class RowSum:
    """The number of rows, and the sum of their hashes modulo 2^128."""

    rows: int = 0
    checksum: int = 0

    def add(self, text: bytes) -> None:
        """Add the canonical text of a row."""
        self.rows += 1
        digest = hashlib.sha256(text).digest()
        self.checksum = (self.checksum + int.from_bytes(digest[: _BITS // 8])) % 2**_BITS

    @property
    def shown(self) -> str:
        """Return the checksum as it is printed."""
        return f"{self.checksum:0{_BITS // 4}x}"


RowSums = defaultdict[PartOfOrganization, RowSum]


def add_rows(sums: RowSums, part: Part[Any], normal_rows: Sequence[Any]) -> None:
    """Add normal rows of a part."""
    for row in normal_rows:
        sums[part.name, part.organization(row)].add(part.digest_text(row))
