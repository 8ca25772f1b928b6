"""Number of examples and their seed; a run is repeatable with the same seed.

SEMANTICS_EXAMPLES multiplies the number of examples of every property (default 1),
SEMANTICS_SEED selects them and the corpus, SEMANTICS_SHRINK=0 reports failures without shrinking.
"""

import os
from collections.abc import Callable
from typing import Any, TypeVar

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy

T = TypeVar("T")
Test = TypeVar("Test", bound=Callable[..., Any])

EXAMPLES = float(os.environ.get("SEMANTICS_EXAMPLES", "1"))
SEED = int(os.environ.get("SEMANTICS_SEED", "0"))
SHRINK = os.environ.get("SEMANTICS_SHRINK", "1") != "0"


def examples(count: int) -> Callable[[Test], Test]:
    """Run a property on `count` examples, multiplied by the budget."""
    phases = {Phase.explicit, Phase.generate} | ({Phase.shrink} if SHRINK else set())

    def decorate(test: Test) -> Test:
        bounded = settings(
            max_examples=max(1, round(count * EXAMPLES)),
            phases=phases,
            database=None,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
            print_blob=True,
        )
        return seed(SEED)(bounded(test))

    return decorate


def drawn(strategy: SearchStrategy[T], count: int) -> list[T]:
    """Draw values outside a test, repeatable with the same seed."""
    values: list[T] = []

    @seed(SEED)
    @settings(
        max_examples=count,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def draw(value: T) -> None:
        values.append(value)

    draw()
    return values
