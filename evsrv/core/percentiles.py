"""Percentiles of numbers, interpolated as PostgreSQL's percentile_cont does."""


def percentile_rank(percent: int, count: int) -> tuple[int, int]:
    """Return the place of a percentile among `count` sorted numbers: an index, and hundredths.

    `count` is at least 1. With hundredths above 0 the percentile lies between the number at the
    index and the next one.
    """
    return divmod(percent * (count - 1), 100)


def interpolate(low: float, high: float, hundredths: int) -> float:
    """Return the number so far from a low to a high one, rounded once; an equal one as it is."""
    if not hundredths or low == high:
        return low
    # As integers: the difference of two doubles can overflow, and large integers lose digits as
    # doubles. The division of integers is rounded once.
    numerator, denominator = low.as_integer_ratio()
    high_numerator, high_denominator = high.as_integer_ratio()
    below = numerator * high_denominator * (100 - hundredths)
    total = below + high_numerator * denominator * hundredths
    return total / (denominator * high_denominator * 100)
