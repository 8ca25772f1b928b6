"""The answers of discovery: the keys of a JSON field, or the values of a key."""

from collections.abc import Sequence
from typing import Any

from attrs import frozen

from evsrv.engine.discovered import CountedValue, KeySample


@frozen
class Discovery:
    """Names or values, and whether a limit left some out."""

    results: Sequence[str | dict[str, Any]] = ()
    is_truncated: bool = False
    sampled: int | None = None
    """The number of rows that details of keys are from, if there are any."""

    @classmethod
    def of_keys(cls, found: Sequence[str], limit: int) -> "Discovery":
        """Return keys up to a limit."""
        return cls(found[:limit], len(found) > limit)

    @classmethod
    def of_details(cls, sample: KeySample, limit: int) -> "Discovery":
        """Return keys with their details up to a limit."""
        results = [
            {
                "key": one.key,
                "kinds": one.kinds,
                "share": one.rows / sample.sampled if sample.sampled else 0.0,
            }
            for one in sample.keys[:limit]
        ]
        return cls(results, len(sample.keys) > limit, sample.sampled)

    @classmethod
    def of_values(cls, found: Sequence[CountedValue], limit: int, with_counts: bool) -> "Discovery":
        """Return values up to a limit."""
        shown = found[:limit]
        return cls(
            [
                {"value": one.value, "count": one.count} if with_counts else one.value
                for one in shown
            ],
            len(found) > limit,
        )

    def envelope(self) -> dict[str, Any]:
        """Return the answer as the endpoints of discovery wrap it."""
        answer: dict[str, Any] = {"results": self.results}
        if self.sampled is not None:
            answer["sampled"] = self.sampled
        if self.is_truncated:
            answer["truncated"] = True
        return answer
