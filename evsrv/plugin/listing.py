"""The vocabulary as a list of plain data."""

from typing import Any

from evsrv.plugin.terms import Operator, Schema, Term
from evsrv.plugin.vocabulary import Vocabulary


def list_terms(vocabulary: Vocabulary) -> list[dict[str, Any]]:
    """Describe every term: `{kind, name, plugin, summary, portable, operand, operands}`.

    `operand` describes the operand of an operator in words; `operands` has its JSON Schema by the
    kind of value that the operator is used on (`text`, `number`, `time`, `path`, `document`,
    `array`). A term that is
    not portable has a rendering for SQLite only.
    """
    terms: tuple[Term, ...] = (
        *vocabulary.operators.values(),
        *vocabulary.aggregates.values(),
        *vocabulary.time_units.values(),
        *vocabulary.functions.values(),
        *vocabulary.derived_fields.values(),
    )
    return [
        {
            "kind": term.noun,
            "name": term.name,
            "plugin": vocabulary.origins[term],
            "summary": term.summary,
            "portable": term.portable,
            "operand": _in_words(term) if isinstance(term, Operator) else None,
            "operands": _by_kind(term) if isinstance(term, Operator) else None,
        }
        for term in terms
    ]


def _by_kind(operator: Operator) -> dict[str, Schema | None]:
    return {str(kind.name).lower(): schema for kind, schema in operator.operands.items()}


def _in_words(operator: Operator) -> str:
    words: dict[str, list[str]] = {}
    for kind, schema in _by_kind(operator).items():
        words.setdefault(_schema_in_words(schema), []).append(kind)
    if len(words) == 1:
        return next(iter(words))
    return "; ".join(f"{', '.join(kinds)}: {phrase}" for phrase, kinds in words.items())


def _schema_in_words(schema: Schema | None) -> str:
    if schema is None:
        return "none"
    types = schema.get("type", "any")
    phrase = types if isinstance(types, str) else " or ".join(types)
    if "items" in schema:
        phrase += f" of {_schema_in_words(schema['items'])}"
    return f"{phrase} ({schema['format']})" if "format" in schema else phrase
