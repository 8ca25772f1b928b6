"""Comparisons of numbers with a number of a request, exact for integers and doubles of any size."""

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Literal

from evsrv.columnar.column import Column
from evsrv.core.sql import Sql, bind, sql

Comparison = Literal["=", "<", "<=", ">", ">="]

_MIN, _MAX = -(2**63), 2**63 - 1
_OR_EQUAL: Mapping[Comparison, Comparison] = {">": ">=", ">=": ">=", "<": "<", "<=": "<"}
_STRICTLY: Mapping[Comparison, Comparison] = {">": ">", ">=": ">", "<": "<=", "<=": "<="}


def compare_numbers(column: Column, comparison: Comparison, operand: float) -> Sql:
    """Render the comparison of each number of a column with an operand; NULL if there is none."""
    return sql(
        "({}) OR ({})",
        compare_integers(column.integers, comparison, operand),
        _compare_doubles(column.doubles, comparison, operand),
    )


def compare_integers(integers: Sql, comparison: Comparison, operand: float) -> Sql:
    """Render the comparison of 64-bit integers with a number of any size."""
    number = Fraction(operand)
    if comparison == "=":
        if number.denominator != 1 or not _MIN <= number <= _MAX:
            return Sql("false")
        return sql("{} = {}::BIGINT", integers, bind(int(number)))
    is_lower = comparison in (">", ">=")
    limit = math.floor(number) if comparison in (">", "<=") else math.ceil(number)
    if not _MIN <= limit <= _MAX:
        holds = (limit < _MIN) is is_lower
        return sql("{} IS NOT NULL", integers) if holds else Sql("false")
    return sql(f"{{}} {comparison} {{}}::BIGINT", integers, bind(limit))


def _compare_doubles(doubles: Sql, comparison: Comparison, operand: float) -> Sql:
    """Render the comparison of doubles with a number that may lie between two doubles."""
    nearest = float(operand)
    if comparison == "=":
        if Fraction(nearest) != operand:
            return Sql("false")
    elif Fraction(nearest) > operand:
        comparison = _OR_EQUAL[comparison]
    elif Fraction(nearest) < operand:
        comparison = _STRICTLY[comparison]
    return sql(f"{{}} {comparison} {{}}::DOUBLE", doubles, bind(nearest))
