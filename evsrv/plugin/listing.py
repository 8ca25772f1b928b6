"""The vocabulary as lists of plain data."""

from typing import Any

from evsrv.core.datasets import DATASETS, Dataset
from evsrv.plugin.derived_field import DerivedField
from evsrv.plugin.engine_terms import engines_of, reasons_of_absence
from evsrv.plugin.loader import installed_versions
from evsrv.plugin.terms import Aggregate, Function, Operator, Schema, Term
from evsrv.plugin.vocabulary import Vocabulary


def list_terms(vocabulary: Vocabulary) -> list[dict[str, Any]]:
    """Describe every term; a member that its kind of term does not have is None.

    `phrase` stands between the field and the operand of a condition in a sentence. `operand`
    describes the operand of an operator in words; `operands` has its JSON Schema by the
    kind of value that the operator is used on (`text`, `number`, `time`, `path`, `document`,
    `array`). `takes` are the kinds of value that an aggregation or function works on, and `gives`
    is the kind of a computed value. An aggregation that needs no field has `needsField` false.
    `engines` are those that have the term: `sqlite`, and each for which it has SQL; `absentOn`
    has the reasons why others do not, by engine.
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
            "engines": engines_of(term),
            "absentOn": reasons_of_absence(term, vocabulary.origins[term]),
            "phrase": term.phrase if isinstance(term, Operator) else None,
            "operand": _in_words(term) if isinstance(term, Operator) else None,
            "operands": _by_kind(term) if isinstance(term, Operator) else None,
            "takes": _taken_kinds(term),
            "gives": _given_kind(term),
            "needsField": term.without_field is None if isinstance(term, Aggregate) else None,
        }
        for term in terms
    ]


def list_datasets(vocabulary: Vocabulary) -> list[dict[str, Any]]:
    """Describe every dataset: `{name, view, timeField, fields}`.

    Each field is `{name, kind, nullable, derived, values}`. `values` are the only values that a
    field can have; without them it can have any.
    """
    return [
        {
            "name": dataset.name,
            "view": dataset.view,
            "timeField": dataset.time_field.name,
            "fields": _list_fields(vocabulary, dataset),
        }
        for dataset in DATASETS.values()
    ]


def list_formats(vocabulary: Vocabulary) -> list[dict[str, str]]:
    """Describe every output format of a plugin: `{name, contentType, extension, plugin, summary}`.

    All servers have CSV, NDJSON and JSON beside them.
    """
    return [
        {
            "name": form.name,
            "contentType": form.content_type,
            "extension": form.extension,
            "plugin": vocabulary.format_origins[form],
            "summary": form.summary,
        }
        for form in vocabulary.formats.values()
    ]


def list_plugins(vocabulary: Vocabulary) -> list[dict[str, str | None]]:
    """Describe every plugin: `{name, version, summary}`.

    The version is that of the distribution that an installed plugin comes from.
    """
    versions = installed_versions()
    return [
        {"name": name, "version": versions.get(name), "summary": summary}
        for name, summary in vocabulary.plugins.items()
    ]


def _list_fields(vocabulary: Vocabulary, dataset: Dataset) -> list[dict[str, Any]]:
    stored = dataset.fields
    return [
        {
            "name": name,
            "kind": field.kind.label,
            "nullable": field.nullable,
            "derived": name not in stored,
            "values": list(stored[name].values) if name in stored else [],
        }
        for name, field in vocabulary.fields_of(dataset).items()
    ]


def _taken_kinds(term: Term) -> list[str] | None:
    if not isinstance(term, Aggregate | Function):
        return None
    return [kind.label for kind in term.takes]


def _given_kind(term: Term) -> str | None:
    match term:
        case Function():
            return term.gives.label
        case DerivedField():
            return term.kind.label
    return None


def _by_kind(operator: Operator) -> dict[str, Schema | None]:
    return {kind.label: schema for kind, schema in operator.operands.items()}


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
