"""Terms that call themselves portable render to SQL that other engines have, too."""

import re
from typing import NoReturn

import pytest
from golden.harness import vocabulary

from evsrv.core.sql import Sql
from evsrv.plugin import Aggregate, DerivedField, Function, JsonType, Kind, Operator, Value

COMMON_WORDS = {
    *("is", "not", "null", "true", "false", "and", "or", "in", "case", "when", "then", "else"),
    *("end", "distinct", "count", "min", "max", "substr", "coalesce", "length"),
}


class NamedParts:
    """A value whose portable parts are plain names."""

    is_null = Sql("part_is_null")
    plain = text = string = number = boolean = instant = local = json = Sql("part")

    def __init__(self, kind: Kind) -> None:
        self.kind = kind

    def is_type(self, _: JsonType) -> Sql:
        return Sql("part_is_type")

    @property
    def json_type(self) -> NoReturn:
        raise AssertionError("json_type is SQLite's")

    elements = json_type

    def at(self, *_: str) -> "NamedParts":
        return NamedParts(Kind.PATH)


class NamedRow:
    """A row of such values."""

    def value(self, _: str) -> Value:
        return NamedParts(Kind.DOCUMENT)


PortableTerm = Operator | Aggregate | Function | DerivedField


def renderings(term: PortableTerm) -> list[Sql]:
    if isinstance(term, DerivedField):
        return [term.render(NamedRow())]
    if isinstance(term, Operator):
        return [term.render(NamedParts(kind), None) for kind in term.operands]
    on_values = [term.render(NamedParts(kind)) for kind in term.takes]
    if isinstance(term, Function) or term.without_field is None:
        return on_values
    return [*on_values, term.without_field]


def uncommon_words(rendering: Sql) -> set[str]:
    words = set(re.findall(r"[a-z_]+", rendering.text.lower()))
    return {word for word in words - COMMON_WORDS if not word.startswith("part")} | set(
        re.findall(r"->>?|>>|<<|&|%|\|\|", rendering.text)
    )


TERMS: list[PortableTerm] = [
    *vocabulary().operators.values(),
    *vocabulary().aggregates.values(),
    *vocabulary().functions.values(),
    *vocabulary().derived_fields.values(),
]
PORTABLE = [term for term in TERMS if term.portable]


@pytest.mark.parametrize("term", PORTABLE, ids=lambda term: term.name)
def test_a_portable_term_renders_to_common_sql(term: PortableTerm) -> None:
    for rendering in renderings(term):
        assert uncommon_words(rendering) == set(), rendering.text


def test_the_portable_terms() -> None:
    assert {term.name for term in PORTABLE} == {
        *("isNull", "isNotNull"),
        *("count", "countDistinct", "min", "max"),
        *("length", "user"),
    }


def test_sqlite_functions_are_uncommon() -> None:
    assert uncommon_words(Sql("instr(part, ?) > 0 AND part >> 2")) == {"instr", ">>"}
    value: Value = NamedParts(Kind.PATH)
    with pytest.raises(AssertionError, match="SQLite's"):
        _ = value.json_type
