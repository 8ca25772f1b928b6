"""JSON Schema: the files of `schemas/` with the vocabulary filled in, and helpful errors."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from itertools import islice
from typing import Any

import jsonschema_rs
from attrs import frozen
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from evsrv.core.datasets import EVENTS, Dataset
from evsrv.core.errors import Issue, clip, pointer
from evsrv.core.json_text import type_name
from evsrv.core.limits import MAX_ISSUES
from evsrv.plugin.terms import Schema
from evsrv.plugin.vocabulary import Vocabulary
from evsrv.query.formats import FORMATS
from evsrv.query.hints import (
    bare_condition,
    is_bare_condition,
    missing_hint,
    type_hint,
    unknown_name,
)
from evsrv.query.schema_documents import schema_documents, schema_name

_FORMAT_CHECKER = FormatChecker(formats=())
for _name, _format in FORMATS.items():
    _FORMAT_CHECKER.checks(_name)(
        lambda value, accepts=_format.accepts: not isinstance(value, str) or accepts(value)
    )

_ACCEPTS = {name: format_.accepts for name, format_ in FORMATS.items()}

Absences = Mapping[tuple[str, str], str]
"""The messages for terms that the engine does not have, by noun and name."""

_EMPTY: "Registry[bool | Schema]" = Registry()
_ARTICLES = {"array": "an array", "integer": "an integer", "null": "null", "object": "an object"}


@frozen
class Checker:
    """One schema, compiled for validation.

    Two libraries have it: jsonschema-rs accepts a valid value a hundred times faster, jsonschema
    explains an invalid one better.
    """

    _gate: jsonschema_rs.Validator
    _explainer: Callable[[], Draft202012Validator]
    """Made when the first value is invalid: most operands' schemas of a server never see one."""
    _dataset: Dataset
    """The dataset whose names the messages use."""
    _absences: Absences

    def issues(self, value: Any, at: str = "") -> list[Issue]:
        """Return the issues of a value that is at the JSON Pointer `at`."""
        if self._gate.is_valid(value):
            return []
        issues = (
            Issue(pointer(at, *error.absolute_path, *member), message)
            for error in self._explainer().iter_errors(value)
            for member, message in _explain(error, self._dataset, self._absences)
        )
        return list(islice(issues, MAX_ISSUES))


@frozen
class Schemas:
    """The schemas of `schemas/` by name, with the vocabulary's terms filled in."""

    _gates: jsonschema_rs.Registry
    _registry: "Registry[bool | Schema]"
    _absences: Absences

    @classmethod
    def load(cls, vocabulary: Vocabulary) -> "Schemas":
        """Load the files; the parts that depend on plugins come from `vocabulary`."""
        documents = (*schema_documents(vocabulary), vocabulary_schema(vocabulary))
        by_id = [(document["$id"], dict(document)) for document in documents]
        return cls(
            jsonschema_rs.Registry(by_id, draft=jsonschema_rs.Draft202012),
            _EMPTY.with_resources(
                (name, DRAFT202012.create_resource(document)) for name, document in by_id
            ),
            vocabulary.absences,
        )

    def checker(self, name: str, dataset: Dataset = EVENTS) -> Checker:
        """Return the checker of `schemas/{name}.json`, for a dataset if it is a template."""
        return self.checker_of({"$ref": schema_name(name, dataset)}, dataset)

    def checker_of(self, schema: Schema, dataset: Dataset = EVENTS) -> Checker:
        """Return the checker of a term's schema."""
        return Checker(
            jsonschema_rs.Draft202012Validator(
                dict(schema), registry=self._gates, formats=_ACCEPTS, validate_formats=True
            ),
            cache(
                partial(
                    Draft202012Validator,
                    schema,
                    registry=self._registry,
                    format_checker=_FORMAT_CHECKER,
                )
            ),
            dataset,
            self._absences,
        )


def vocabulary_schema(vocabulary: Vocabulary) -> Schema:
    """Return the names of terms as a schema, which the files refer to as `urn:evsrv:vocabulary`."""
    return {
        "$id": "urn:evsrv:vocabulary",
        "$defs": {
            "operator": {"enum": sorted(vocabulary.operators)},
            "aggregation": {"enum": sorted(vocabulary.aggregates)},
            "timeUnit": {"enum": sorted(vocabulary.time_units)},
            "function": {"enum": sorted(vocabulary.functions)},
        },
    }


def _explain(
    error: ValidationError, dataset: Dataset, absences: Absences
) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield (further pointer parts, message) for one error of the library."""
    value: Any = error.instance
    rule: Any = error.validator_value
    schema: Any = error.schema
    place = tuple(error.absolute_path)
    match error.validator:
        case "additionalProperties" | "maxProperties" if is_bare_condition(value, schema):
            # The first of the two speaks for both.
            if error.validator == "additionalProperties":
                yield (), bare_condition(value)
        case "additionalProperties":
            known = schema.get("properties", {})
            for name in value:
                if name not in known:
                    yield (name,), unknown_name("member", name, list(known), place, dataset)
        case "enum":
            known = [str(name) for name in rule if name is not None]
            noun = _noun(error)
            absence = absences.get((noun, value)) if isinstance(value, str) else None
            yield (), absence or unknown_name(noun, value, known, place, dataset)
        case "required":
            missing = next(name for name in rule if error.message.startswith(repr(name)))
            yield (), f"{missing!r} is missing{missing_hint(missing, value)}"
        case "type":
            yield (), _type_sentence(value, rule, schema) + type_hint(value, place)
        case _ if translate_error := _SENTENCES.get(str(error.validator)):
            yield (), translate_error(value, rule, schema)
        case _:
            yield (), clip(error.message, 200)


def _noun(error: ValidationError) -> str:
    names = [part for part in error.absolute_path if isinstance(part, str)]
    return (
        {"timeUnit": "time unit", "apply": "function"}.get(names[-1], names[-1])
        if names
        else "value"
    )


def _type_sentence(value: Any, rule: str | list[str], schema: Mapping[str, Any]) -> str:
    types = [rule] if isinstance(rule, str) else rule
    articles = _ARTICLES
    if format_ := FORMATS.get(schema.get("format", "")):
        articles = _ARTICLES | {"string": format_.noun}
    expected = " or ".join(articles.get(name, f"a {name}") for name in types)
    return f"expected {expected}, not {type_name(value)}"


_SENTENCES: Mapping[str, Callable[[Any, Any, Mapping[str, Any]], str]] = {
    "format": lambda value, rule, _: FORMATS[rule].explain(value),
    "not": lambda _, rule, __: f"must not be {' or '.join(map(repr, rule['enum']))}",
    "minProperties": lambda _, __, schema: f"expected one of {', '.join(schema['properties'])}",
    "maxProperties": lambda _, __, schema: (
        f"expected only one of {', '.join(schema['properties'])}"
    ),
    "minItems": lambda _, least, __: f"needs at least {least} item{'s'[: least - 1]}",
    "maxItems": lambda value, most, __: f"takes at most {most} items, not {len(value)}",
    "minLength": lambda _, least, __: f"needs at least {least} character{'s'[: least - 1]}",
    "maxLength": lambda value, most, __: f"takes at most {most} characters, not {len(value)}",
    "exclusiveMinimum": lambda value, least, _: f"must be more than {least}, not {value}",
    "uniqueItems": lambda _, __, ___: "takes each item once",
    "const": lambda value, rule, _: f"expected {clip(rule)}, not {clip(value)}",
    "pattern": lambda value, rule, schema: (
        f"expected {schema.get('description', f'text that matches {rule}')}, not {clip(value)}"
    ),
    "minimum": lambda value, least, _: f"must be {least} or more, not {value}",
    "maximum": lambda value, most, _: f"must be {most} or less, not {value}",
}
