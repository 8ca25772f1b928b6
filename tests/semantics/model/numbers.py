"""Numbers in values, and sums of them."""

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from attrs import frozen

from semantics.model.jsonvalues import kind

Number = int | float
INT64 = range(-(2**63), 2**63)
_PLAIN_DECIMAL = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_ROUNDING = Fraction(1, 2**52)
_GREATEST = Fraction(2) ** 1023


@frozen(repr=False)
class About:
    """A number that is known up to rounding."""

    exactly: Fraction
    tolerance: Fraction

    def __repr__(self) -> str:
        return f"about {float(self.exactly)!r}, within {float(self.tolerance):.1e}"

    def agrees(self, number: Any) -> bool:
        """Return whether a number from the server is this one, rounded."""
        return kind(number) == "number" and abs(Fraction(number) - self.exactly) <= self.tolerance


def number_of(value: Any) -> Number | None:
    """The number that a value is, or as a plain decimal string spells."""
    if kind(value) == "number":
        number: Number = value
        return number
    if kind(value) != "string" or not _PLAIN_DECIMAL.fullmatch(value):
        return None
    if "." not in value and len(value) <= 20 and int(value) in INT64:
        return int(value)
    return None if abs(Fraction(value)) > _GREATEST else float(value)


def total(numbers: Sequence[Number]) -> int | About:
    """The sum: exact where all are integers and 64 bits hold it, else up to rounding."""
    exactly = sum(map(Fraction, numbers), Fraction(0))
    if all(isinstance(number, int) for number in numbers) and int(exactly) in INT64:
        return int(exactly)
    return About(exactly, _tolerance(numbers))


def mean(numbers: Sequence[Number]) -> float | About:
    """The mean: rounded once where all are integers, else up to the rounding of the rest."""
    exactly = sum(map(Fraction, numbers), Fraction(0)) / len(numbers)
    rest = [number for number in numbers if isinstance(number, float)]
    if not rest:
        return float(exactly)
    return About(exactly, _tolerance(rest) / len(numbers) + _ROUNDING * abs(exactly))


def _tolerance(numbers: Sequence[Number]) -> Fraction:
    # Adding n doubles one after another is off by at most (n - 1) * 2**-53 of the sum of their
    # magnitudes (Higham, Accuracy and Stability of Numerical Algorithms, 4.2), to first order;
    # relative to the result there is no bound, as numbers may cancel. A few operations come on
    # top, and the factor of two covers the higher orders. No less than the least subnormal.
    magnitude = sum((abs(Fraction(number)) for number in numbers), Fraction(0))
    return (len(numbers) + 6) * _ROUNDING * magnitude + Fraction(5e-324)
