"""Memoization of functions whose arguments come from requests."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def memoize_if(
    is_small: Callable[..., bool], maxsize: int
) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Return a decorator that memoizes the last `maxsize` calls whose arguments `is_small` accepts.

    A request may hold a path of a megabyte. A cache that counts its entries is bounded only if each
    entry is.
    """

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        memoized = lru_cache(maxsize)(function)

        @wraps(function)
        def call(*args: P.args, **options: P.kwargs) -> T:
            if is_small(*args, **options):
                return memoized(*args, **options)  # type: ignore[arg-type]
            return function(*args, **options)

        return call

    return decorate
