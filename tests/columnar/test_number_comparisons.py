"""Comparisons of numbers in DuckDB are those of exact arithmetic."""

import operator
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import duckdb
import pytest
from duckdb import DuckDBPyConnection as Connection
from hypothesis import given, settings
from hypothesis import strategies as st

from evsrv.columnar.column import Column, ColumnType
from evsrv.columnar.number_comparisons import Comparison, compare_numbers
from evsrv.columnar.numbers import broken_numbers, whole_numbers
from evsrv.columnar.project_codes import ProjectCodes
from evsrv.core.sql import Sql

NUMBERS = Column(Sql("x"), ColumnType.NUMBER)
IN_PYTHON: Mapping[Comparison, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
EDGES = (0, 1, -1, 2**53, 2**53 + 1, -(2**53) - 1, 2**63 - 1, -(2**63), 2**63, -(2**63) - 1, 2**70)
stored = st.one_of(
    st.sampled_from([edge for edge in EDGES if -(2**63) <= edge < 2**63]),
    st.sampled_from([float(edge) for edge in EDGES]),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
)
operands = st.one_of(st.sampled_from(EDGES), st.sampled_from(list(map(float, EDGES))), stored)


@pytest.fixture(scope="module")
def connection() -> Iterator[Connection]:
    with duckdb.connect() as connection:
        yield connection


def evaluate(connection: Connection, expression: Sql, number: float | None) -> Any:
    """Return the value of an expression over one row with a number."""
    names = [name for name, _ in NUMBERS.stored]
    types = [type_ for _, type_ in NUMBERS.stored]
    values = [stored[0] for stored in NUMBERS.to_stored([number], ProjectCodes())]
    columns = ", ".join(f"?::{type_} AS {name}" for name, type_ in zip(names, types, strict=True))
    statement = f"SELECT {expression.text} FROM (SELECT {columns}) AS e"
    return connection.execute(statement, [*expression.parameters, *values]).fetchall()[0][0]


@settings(deadline=None)
@given(number=stored, operand=operands, comparison=st.sampled_from(list(IN_PYTHON)))
def test_stored_number_compares_with_operand_exactly(
    connection: Connection, number: float, operand: float, comparison: Comparison
) -> None:
    holds = evaluate(connection, compare_numbers(NUMBERS, comparison, operand), number) is True
    assert holds is IN_PYTHON[comparison](number, operand)


def test_no_number_compares_with_anything(connection: Connection) -> None:
    for comparison in IN_PYTHON:
        for operand in EDGES:
            compared = compare_numbers(NUMBERS, comparison, operand)
            assert evaluate(connection, compared, None) is not True


@pytest.mark.parametrize("integer", [0, 2**53, 91 * 10**17, -91 * 10**17, -(2**63)])
def test_integer_and_its_double_have_equal_parts(connection: Connection, integer: int) -> None:
    assert float(integer) == integer
    rendered = whole_numbers(NUMBERS), broken_numbers(NUMBERS)
    parts = [
        [evaluate(connection, one, number) for one in rendered]
        for number in (integer, float(integer))
    ]
    assert parts == [[integer, None]] * 2


@settings(deadline=None)
@given(first=stored, second=stored)
def test_equal_numbers_have_equal_parts(
    connection: Connection, first: float, second: float
) -> None:
    rendered = whole_numbers(NUMBERS), broken_numbers(NUMBERS)
    parts = [[evaluate(connection, one, number) for one in rendered] for number in (first, second)]
    assert (parts[0] == parts[1]) is (first == second)
