"""Measuring rivals in turns, and the arithmetic of what was found."""

import time
from collections.abc import Callable, Mapping, Sequence
from statistics import median
from typing import Self

from attrs import frozen

ENOUGH = 0.03
"""For how many seconds work is repeated that takes less."""


@frozen
class Figures:
    """What was found of each rival, a figure a round."""

    of: Mapping[str, tuple[float, ...]]

    @classmethod
    def of_rounds(cls, rounds: Sequence[Mapping[str, float]]) -> Self:
        """Make it of what each round has found."""
        return cls({name: tuple(found[name] for found in rounds) for name in rounds[0]})

    def median(self, name: str) -> float:
        """Give the median of a rival's figures."""
        return median(self.of[name])

    def ratio(self, name: str, to: str) -> float:
        """Give the median of the ratios of two rivals, each ratio within one round."""
        pairs = zip(self.of[name], self.of[to], strict=True)
        return median(one / other for one, other in pairs)


def interleave(rivals: Mapping[str, Callable[[], float]], rounds: int) -> Figures:
    """Take each rival's figure in each round, where another one begins each time."""
    names = list(rivals)
    found = []
    for number in range(rounds):
        first = number % len(names)
        found.append({name: rivals[name]() for name in names[first:] + names[:first]})
    return Figures.of_rounds([{name: figures[name] for name in names} for figures in found])


def timed(work: Callable[[], object], enough: float = ENOUGH) -> Callable[[], float]:
    """Make what takes the figure of this work: its milliseconds."""

    def milliseconds() -> float:
        times = 0
        started = time.perf_counter()
        while True:
            work()
            times += 1
            passed = time.perf_counter() - started
            if passed >= enough:
                return 1000 * passed / times

    return milliseconds
