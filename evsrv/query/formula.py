"""Formulas: a parser of arithmetic over the columns of a row.

sum     := product (("+" | "-") product)*
product := factor (("*" | "/") factor)*
factor  := "-" factor | number | name | "coalesce(" sum ("," sum)+ ")" | "(" sum ")"
"""

import math
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Literal

from attrs import define, field, frozen

from evsrv.core.errors import clip
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

HOURS = "hours"
"""The name of the length of a row's bucket."""

_TOKEN = re.compile(
    r"""
    [ \t\r\n]*+
    (?: (?P<number> [0-9]++ (?: \.[0-9]++ )? )
      | (?P<name> [A-Za-z][A-Za-z0-9_]*+ )
      | (?P<sign> [-+*/(),] )
      | (?P<end> \Z )
      | (?P<other> . )
    )
    """,
    re.VERBOSE | re.DOTALL,
)
_OPERAND = "a number, a name, '-' or '('"
_OPERATOR = "one of + - * /"
_CALLS = "a formula has + - * / and coalesce(a, b)"
_LOOKALIKES = MappingProxyType({"\u2212": "-", "\u2013": "-", "\u00d7": "*", "\u00f7": "/"})
"""Signs of printed formulas, and those that are meant."""
_SIGNS_OF_OTHER_LANGUAGES = frozenset("^%&|<>=!?~")

_Operator = Literal["+", "-", "*", "/"]
_SUM: Mapping[str, _Operator] = MappingProxyType({"+": "+", "-": "-"})
_PRODUCT: Mapping[str, _Operator] = MappingProxyType({"*": "*", "/": "/"})


class FormulaError(Exception):
    """A formula does not follow the grammar; the message has the position."""


def parse_formula(text: str) -> Expression[str]:
    """Parse a formula to an expression over names. Raises `FormulaError`."""
    parser = _Parser(_tokens(text))
    expression = parser.sum()
    if parser.token.kind != "end":
        raise parser.refusal(_OPERATOR)
    return expression


@frozen
class _Token:
    kind: str
    text: str
    position: int
    """The number of its first character, from 1 on."""


def _tokens(text: str) -> Iterator[_Token]:
    for found in _TOKEN.finditer(text):
        kind = str(found.lastgroup)
        yield _Token(kind, found[kind], found.start(kind) + 1)


_START = _Token("start", "", 0)


@define
class _Parser:
    _rest: Iterator[_Token]
    _previous: _Token = _START
    _depth: int = 0
    token: _Token = field(init=False)
    """The token that comes next."""

    def __attrs_post_init__(self) -> None:
        self.token = next(self._rest)

    def sum(self) -> Expression[str]:
        left = self._product()
        while operator := _SUM.get(self.token.text):
            self._advance()
            left = Operation(operator, left, self._product())
        return left

    def _product(self) -> Expression[str]:
        left = self._factor()
        while operator := _PRODUCT.get(self.token.text):
            self._advance()
            left = Operation(operator, left, self._factor())
        return left

    def _factor(self) -> Expression[str]:
        token = self.token
        if token.kind == "number":
            self._advance()
            return _number(token)
        if token.kind == "name":
            self._advance()
            if token.text == "coalesce" and self.token.text == "(":
                return self._coalesce()
            return Hours() if token.text == HOURS else Variable(token.text)
        if token.text not in ("-", "("):
            raise self.refusal(_OPERAND)
        self._enter()
        if token.text == "-":
            inner: Expression[str] = Negative(self._factor())
        else:
            inner = self.sum()
            self._close(f"{_OPERATOR} or ')'")
        self._depth -= 1
        return inner

    def _coalesce(self) -> Expression[str]:
        self._enter()
        values = [self.sum()]
        while self.token.text == ",":
            self._advance()
            values.append(self.sum())
        self._close(f"{_OPERATOR}, ',' or ')'" if len(values) > 1 else f"{_OPERATOR} or ','")
        self._depth -= 1
        return Coalesce(tuple(values))

    def _enter(self) -> None:
        """Advance over a sign that begins a level of nesting."""
        self._depth += 1
        if self._depth > MAX_FORMULA_DEPTH:
            raise FormulaError(f"a formula may nest at most {MAX_FORMULA_DEPTH} levels deep")
        self._advance()

    def _close(self, expected: str) -> None:
        if self.token.text != ")" or not expected.endswith("')'"):
            raise self.refusal(expected)
        self._advance()

    def _advance(self) -> None:
        self._previous, self.token = self.token, next(self._rest)

    def refusal(self, expected: str) -> FormulaError:
        """Return the error for the next token, which is none of those expected."""
        token = self.token
        if token.kind == "end":
            return FormulaError(f"expected {expected} at the end of the formula")
        found = f"expected {expected} at character {token.position}, not {clip(token.text)}"
        hint = self._hint()
        return FormulaError(f"{found}; {hint}" if hint else found)

    def _hint(self) -> str:
        text, previous = self.token.text, self._previous
        if sign := _LOOKALIKES.get(text):
            return f"write {sign}"
        if text == "(" and previous.kind == "name":
            return f"there is no function {previous.text!r}; {_CALLS}"
        if text in _SIGNS_OF_OTHER_LANGUAGES or (text == previous.text == "*"):
            return _CALLS
        if self.token.kind == "other":
            return "a column with other characters than A-Z, a-z, 0-9 and _ in its name needs `as`"
        return ""


def _number(token: _Token) -> Number:
    value = float(token.text)
    if math.isinf(value):
        raise FormulaError(f"the number at character {token.position} is too large")
    return Number(value)
