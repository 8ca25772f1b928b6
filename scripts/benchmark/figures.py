"""Interleaved measurement of rivals, and the arithmetic of their figures."""

import time
from collections.abc import Callable, Mapping, Sequence
from statistics import median
from typing import Self

from attrs import frozen

MIN_SECONDS = 0.03
"""Shorter work is repeated until this time has passed."""


@frozen
class Figures:
    """The figures of each rival, one for each round."""

    by_rival: Mapping[str, tuple[float, ...]]

    @classmethod
    def of_rounds(cls, rounds: Sequence[Mapping[str, float]]) -> Self:
        """Build the figures from those of each round."""
        return cls({name: tuple(found[name] for found in rounds) for name in rounds[0]})

    def median(self, name: str) -> float:
        """Return the median of a rival's figures."""
        return median(self.by_rival[name])

    def ratio(self, name: str, to: str) -> float:
        """Return the median of the ratios of two rivals, each ratio within one round."""
        pairs = zip(self.by_rival[name], self.by_rival[to], strict=True)
        return median(one / other for one, other in pairs)


def interleave(rivals: Mapping[str, Callable[[], float]], rounds: int) -> Figures:
    """Measure each rival once in each round; each round begins with another rival."""
    names = list(rivals)
    found = []
    for number in range(rounds):
        first = number % len(names)
        found.append({name: rivals[name]() for name in names[first:] + names[:first]})
    return Figures.of_rounds([{name: figures[name] for name in names} for figures in found])


def timed(work: Callable[[], object], min_seconds: float = MIN_SECONDS) -> Callable[[], float]:
    """Return a function that measures the milliseconds of this work."""

    def milliseconds() -> float:
        times = 0
        started = time.perf_counter()
        while True:
            work()
            times += 1
            passed = time.perf_counter() - started
            if passed >= min_seconds:
                return 1000 * passed / times

    return milliseconds
