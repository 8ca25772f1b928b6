"""Formulas as deep and long as the language has them, whose SQL SQLite's parser has to take."""

import math
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from golden.harness import SCOPE, compile_query, open_database
from support.events import aggregation, formula

from evsrv.query.expression import Coalesce, Expression, Negative, Number, Operation, Variable
from evsrv.query.formula import parse_formula
from sqlite.compiler.events_table import put

COUNT = 3


@pytest.fixture(scope="module")
def database() -> Iterator[sqlite3.Connection]:
    with closing(open_database()) as connection:
        for number in range(COUNT):
            put(connection, f"e{number}")
        yield connection


def value(expression: Expression[str]) -> float | None:
    """Evaluate an expression over the column count, in Python's doubles."""
    match expression:
        case Number():
            return expression.value
        case Variable():
            return float(COUNT)
        case Negative():
            of = value(expression.of)
            return None if of is None else -of
        case Coalesce():
            values = map(value, expression.expressions)
            return next((one for one in values if one is not None), None)
        case Operation():
            return _operate(expression.operator, value(expression.left), value(expression.right))
    raise TypeError(expression)


def _operate(operator: str, left: float | None, right: float | None) -> float | None:
    if left is None or right is None or (operator == "/" and right == 0):
        return None
    match operator:
        case "+":
            result = left + right
        case "-":
            result = left - right
        case "*":
            result = left * right
        case _:
            result = left / right
    return None if math.isnan(result) else result


def expected(text: str) -> float | None:
    found = value(parse_formula(text))
    return None if found is not None and math.isinf(found) else found


def answer(database: sqlite3.Connection, *texts: str) -> list[float | None]:
    select = [formula(f"f{i}", text) for i, text in enumerate(texts)]
    page = compile_query({"select": [*select, aggregation("count")]}, SCOPE)[1].page
    [row] = database.execute(page.text, page.parameters).fetchall()
    return list(row[: len(texts)])


@pytest.mark.parametrize(
    "text",
    [
        "1" + "-1" * 249,
        "1" + "/2" * 249,
        "count" + "/count" * 80,
        "(" * 32 + "count" + "/2)" * 32,
        "3/(" * 32 + "count" + ")" * 32,
        "3-(2/(" * 16 + "count" + "))" * 16,
        "-" * 32 + "count",
        "coalesce(" * 32 + "count" + ",1)" * 32,
        "coalesce(0/0," * 32 + "count" + ")" * 32,
        "coalesce(0/0" + ",0/0" * 120 + ",7)",
        "1/(9" + "9" * 300 + "*9" + "9" * 100 + ")",
    ],
)
def test_deep_formula_has_its_value(database: sqlite3.Connection, text: str) -> None:
    assert answer(database, text) == [expected(text)]


def random_formula(draw: random.Random, depth: int) -> str:
    if depth <= 0 or draw.random() < 0.05:
        return draw.choice(["count", "0", "2", "3.5", "1" + "0" * 150])
    inner, small = random_formula(draw, depth - 1), random_formula(draw, draw.randint(0, 2))
    if draw.random() < 0.5:
        inner, small = small, inner
    match draw.randint(0, 6):
        case 0:
            return f"-({inner} - {small})"
        case 1:
            return f"coalesce({inner}, {small})"
    return f"({inner} {draw.choice('+-*/')} {small})"


@pytest.mark.parametrize("seed", range(20))
def test_random_deep_formulas_have_their_values(database: sqlite3.Connection, seed: int) -> None:
    draw = random.Random(seed)
    drawn = (random_formula(draw, draw.randint(1, 28)) for _ in range(40))
    texts = [text for text in drawn if len(text) <= 500]
    assert texts
    assert answer(database, *texts) == list(map(expected, texts))


def test_formulas_of_formulas_are_rendered_in_linear_time(database: sqlite3.Connection) -> None:
    texts = ["count", *(f"f{i} + f{i}" for i in range(59))]
    assert answer(database, *texts) == [COUNT * 2.0**i for i in range(60)]
