"""Formulas, evaluated while they are read: one method a rule of the grammar."""

import math
import re
from collections.abc import Callable

Number = float | None
_TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?)|([A-Za-z][A-Za-z0-9_]*)|([-+*/(),]))")


def evaluate(formula: str, value_of: Callable[[str], Number]) -> Number:
    """Return the value of a formula, given the values of names."""
    return _Reader(formula, value_of).whole()


class _Reader:
    def __init__(self, formula: str, value_of: Callable[[str], Number]) -> None:
        self._tokens = [match.groups() for match in _TOKEN.finditer(formula.strip())]
        self._value_of = value_of

    def whole(self) -> Number:
        value = self._sum()
        assert not self._tokens
        return None if value is None or not math.isfinite(value) else value

    def _next(self) -> str | None:
        return self._tokens[0][2] if self._tokens else None

    def _take(self) -> tuple[str | None, ...]:
        return self._tokens.pop(0)

    def _sum(self) -> Number:
        value = self._product()
        while self._next() in ("+", "-"):
            sign = 1.0 if self._take()[2] == "+" else -1.0
            other = self._product()
            value = None if value is None or other is None else value + sign * other
        return value

    def _product(self) -> Number:
        value = self._factor()
        while self._next() in ("*", "/"):
            is_product = self._take()[2] == "*"
            other = self._factor()
            if value is None or other is None:
                value = None
            elif is_product:
                value *= other
            else:
                value = None if other == 0 else value / other
        return value

    def _factor(self) -> Number:
        number, name, sign = self._take()
        if number is not None:
            return float(number)
        if name == "coalesce" and self._next() == "(":
            self._take()
            values = [self._sum()]
            while self._take()[2] == ",":
                values.append(self._sum())
            return next((value for value in values if value is not None), None)
        if name is not None:
            value = self._value_of(name)
            return None if value is None else float(value)
        if sign == "-":
            value = self._factor()
            return None if value is None else -value
        assert sign == "("
        value = self._sum()
        assert self._take()[2] == ")"
        return value
