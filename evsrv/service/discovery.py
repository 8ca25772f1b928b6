"""The answers of discovery: the keys of a JSON field, or the values of a key."""

from collections.abc import Sequence
from typing import Any

from attrs import frozen


@frozen
class Discovery:
    """Names or values, and whether a limit left some out."""

    results: Sequence[str] = ()
    is_truncated: bool = False

    @classmethod
    def cut(cls, found: Sequence[str], limit: int) -> "Discovery":
        """Return what was found up to a limit."""
        return cls(found[:limit], len(found) > limit)

    def envelope(self) -> dict[str, Any]:
        """Return the answer as the endpoints of discovery wrap it."""
        truncated = {"truncated": True} if self.is_truncated else {}
        return {"results": self.results, **truncated}
