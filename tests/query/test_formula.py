from collections.abc import Callable

import pytest

from evsrv.core.limits import MAX_FORMULA_DEPTH
from evsrv.query.expression import (
    Coalesce,
    Expression,
    Hours,
    Negative,
    Number,
    Operation,
    Variable,
)
from evsrv.query.formula import FormulaError, parse_formula


def shown(expression: Expression[str]) -> str:
    """Write an expression with all its brackets."""
    match expression:
        case Number(value):
            return f"{value:g}"
        case Variable(name):
            return name
        case Hours():
            return "HOURS"
        case Negative(of):
            return f"-{shown(of)}"
        case Operation(operator, left, right):
            return f"({shown(left)} {operator} {shown(right)})"
        case Coalesce(expressions):
            return f"coalesce({', '.join(map(shown, expressions))})"
    raise TypeError(expression)


def refusal(text: str) -> str:
    with pytest.raises(FormulaError) as refused:
        parse_formula(text)
    return str(refused.value)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("a", "a"),
        ("A1_b", "A1_b"),
        ("1", "1"),
        ("007.50", "7.5"),
        ("hours", "HOURS"),
        ("a+b*c", "(a + (b * c))"),
        ("a*b+c", "((a * b) + c)"),
        ("a - b - c", "((a - b) - c)"),
        ("a / b / c * d", "(((a / b) / c) * d)"),
        ("a - (b - c)", "(a - (b - c))"),
        ("-a * b", "(-a * b)"),
        ("a - -b", "(a - -b)"),
        ("--a", "--a"),
        ("-(a + b)", "-(a + b)"),
        ("coalesce(a, 0)", "coalesce(a, 0)"),
        ("coalesce ( a,b + 1 , 2 )", "coalesce(a, (b + 1), 2)"),
        ("coalesce", "coalesce"),
        ("\t a\r\n+ b ", "(a + b)"),
        ("100 * resolved / conversations", "((100 * resolved) / conversations)"),
    ],
)
def test_operators_bind_as_in_arithmetic(text: str, meaning: str) -> None:
    assert shown(parse_formula(text)) == meaning


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "expected a number, a name, '-' or '(' at the end of the formula"),
        ("a +", "expected a number, a name, '-' or '(' at the end of the formula"),
        ("a b", "expected one of + - * / at character 3, not 'b'"),
        ("2x", "expected one of + - * / at character 2, not 'x'"),
        ("1e5", "expected one of + - * / at character 2, not 'e5'"),
        ("* a", "expected a number, a name, '-' or '(' at character 1, not '*'"),
        ("+ a", "expected a number, a name, '-' or '(' at character 1, not '+'"),
        ("(a", "expected one of + - * / or ')' at the end of the formula"),
        ("a)", "expected one of + - * / at character 2, not ')'"),
        ("()", "expected a number, a name, '-' or '(' at character 2, not ')'"),
        ("a, b", "expected one of + - * / at character 2, not ','"),
        ("coalesce(a)", "expected one of + - * / or ',' at character 11, not ')'"),
        ("coalesce(a, b", "expected one of + - * /, ',' or ')' at the end of the formula"),
        ("coalesce()", "expected a number, a name, '-' or '(' at character 10, not ')'"),
        ("9" * 400, "the number at character 1 is too large"),
    ],
)
def test_break_of_grammar_is_refused_with_its_position(text: str, message: str) -> None:
    assert refusal(text) == message


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("sum_properties.cost / count", "in its name needs `as`"),
        ("a.b", "at character 2, not '.'; a column with other characters"),
        ("'a b'", "in its name needs `as`"),
        ("größe", "in its name needs `as`"),
        ("a ^ 2", "; a formula has + - * / and coalesce(a, b)"),
        ("a % 2", "; a formula has + - * / and coalesce(a, b)"),
        ("a > b", "; a formula has + - * / and coalesce(a, b)"),
        ("a ** 2", "; a formula has + - * / and coalesce(a, b)"),
        ("round(a)", "there is no function 'round'; a formula has"),
        ("Coalesce(a, 0)", "there is no function 'Coalesce'"),
        ("a \u2212 b", "write -"),
        ("a \u00d7 b", "write *"),
        ("a \u00f7 b", "write /"),
    ],
)
def test_sign_of_another_language_gets_hint(text: str, hint: str) -> None:
    assert hint in refusal(text)


@pytest.mark.parametrize(
    "nest",
    [
        lambda levels: "(" * levels + "a" + ")" * levels,
        lambda levels: "-" * levels + "a",
        lambda levels: "coalesce(0," * levels + "a" + ")" * levels,
    ],
)
def test_formula_nests_to_limit_only(nest: Callable[[int], str]) -> None:
    parse_formula(nest(MAX_FORMULA_DEPTH))
    assert refusal(nest(MAX_FORMULA_DEPTH + 1)) == "a formula may nest at most 32 levels deep"


def test_closed_levels_do_not_count() -> None:
    assert parse_formula(" + ".join(["(-a)"] * 40))
