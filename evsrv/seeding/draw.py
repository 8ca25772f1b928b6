"""Random draws that are the same on every Python version and machine."""

import random
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Generic, TypeVar

T = TypeVar("T")


class Weighted(Generic[T]):
    """Values to draw from, each with a weight above zero."""

    def __init__(self, weights: Iterable[tuple[T, float]]) -> None:
        pairs = tuple(weights)
        self._values = tuple(value for value, _ in pairs)
        # Not sum(): Python 3.12 changed how it rounds.
        self._totals = tuple(accumulate(weight for _, weight in pairs))

    def at(self, share: float) -> T:
        """Return the value at this share, 0 to under 1, of the total weight."""
        index = bisect_right(self._totals, share * self._totals[-1])
        return self._values[min(index, len(self._values) - 1)]


def by_rank(values: Iterable[T], *, head: float = 0.0) -> Weighted[T]:
    """Weight values by rank (Zipf's law); a larger `head` flattens the first ranks."""
    return Weighted((value, 1 / (rank + head)) for rank, value in enumerate(values, start=1))


class Draw:
    """A source of random draws.

    Everything comes from `Random.random()`, which Python promises to keep for a seed, by plain
    arithmetic, which IEEE 754 fixes: `choice` and `gauss` may change, and `exp` and `log` differ
    between C libraries.
    """

    def __init__(self, seed: int) -> None:
        self.share = random.Random(seed).random  # noqa: S311 - not for secrets

    def chance(self, probability: float) -> bool:
        """Return True with this probability."""
        return self.share() < probability

    def between(self, low: int, high: int) -> int:
        """Draw an integer, both ends included."""
        return low + int(self.share() * (high - low + 1))

    def pick(self, values: Sequence[T]) -> T:
        """Draw a value, all equally likely."""
        return values[int(self.share() * len(values))]

    def of(self, values: Weighted[T]) -> T:
        """Draw a value by weight."""
        return values.at(self.share())

    def some(self, values: Sequence[T], max_count: int) -> list[T]:
        """Draw up to `max_count` different values, in their own order."""
        wanted = self.between(0, max_count)
        taken = {int(self.share() * len(values)) for _ in range(wanted)}
        return [values[index] for index in sorted(taken)]

    def skewed(self, typical: int, maximum: int) -> int:
        """Draw a positive integer that is mostly near `typical` and sometimes far above it."""
        share = self.share()
        return min(maximum, 1 + int(typical * (0.4 + share) / (1.02 - share)))

    def bits(self, width: int) -> int:
        """Draw an integer of so many random bits."""
        value = 0
        for _ in range(0, width, 32):
            value = value << 32 | int(self.share() * 2**32)
        return value & (1 << width) - 1

    def uuid7(self, milliseconds: int) -> str:
        """Draw a UUID of version 7 (RFC 9562), whose text sorts by its time."""
        value = milliseconds << 80 | 7 << 76 | self.bits(12) << 64 | 2 << 62 | self.bits(62)
        text = f"{value:032x}"
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
