"""The terms of an engine: those that have SQL for it."""

import logging
from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any

from attrs import evolve

from evsrv.core.datasets import DATASETS
from evsrv.plugin.renderings import ENGINES, SQLITE
from evsrv.plugin.terms import Aggregate, Term
from evsrv.plugin.vocabulary import Vocabulary

_log = logging.getLogger(__name__)


def is_on_engine(term: Term, engine: str) -> bool:
    """Return whether an engine other than SQLite has a term.

    An engine computes a percentile in its own way, and of a time unit every engine has the floor.
    """
    is_percentile = isinstance(term, Aggregate) and term.percent is not None
    return is_percentile or term.portable or engine in term.renders


def engines_of(term: Term) -> list[str]:
    """Return the names of the engines that have a term."""
    return [SQLITE, *(engine for engine in sorted(ENGINES) if is_on_engine(term, engine))]


def reasons_of_absence(term: Term, plugin: str) -> dict[str, str]:
    """Return why engines do not have a term of a plugin, by the name of the engine.

    A reason is a clause after "because".
    """
    return {
        engine: term.absent_on.get(
            engine, f'the plugin {plugin} has no renders={{"{engine}": ...}} for it'
        )
        for engine in sorted(ENGINES)
        if not is_on_engine(term, engine)
    }


def absent_terms(vocabulary: Vocabulary, engine: str) -> list[Term]:
    """Return the terms that an engine does not have, because they have no SQL for it."""
    return [term for term in vocabulary.origins if not is_on_engine(term, engine)]


def vocabulary_on(vocabulary: Vocabulary, engine: str) -> Vocabulary:
    """Return the vocabulary of a server on an engine; log the terms that are left out."""
    absent = absent_terms(vocabulary, engine)
    if not absent:
        return vocabulary
    absences = {
        (term.noun, term.name): f"{engine} does not have the {term.noun} {term.name!r}, because "
        + reasons_of_absence(term, vocabulary.origins[term])[engine]
        for term in absent
    }
    for sentence in absences.values():
        _log.info("%s", sentence)
    left_out = frozenset(absent)
    derived = {name for name, one in vocabulary.derived_fields.items() if one in left_out}
    return evolve(
        vocabulary,
        operators=_without(vocabulary.operators, left_out),
        aggregates=_without(vocabulary.aggregates, left_out),
        functions=_without(vocabulary.functions, left_out),
        derived_fields=_without(vocabulary.derived_fields, left_out),
        origins=_without_terms(vocabulary.origins, left_out),
        fields={
            dataset: MappingProxyType(
                {name: one for name, one in fields.items() if name not in derived}
            )
            for dataset, fields in ((one, vocabulary.fields_of(one)) for one in DATASETS.values())
        },
        absences=MappingProxyType(absences),
    )


def _without(terms: Mapping[str, Any], left_out: Collection[Term]) -> Mapping[str, Any]:
    return MappingProxyType({name: one for name, one in terms.items() if one not in left_out})


def _without_terms(origins: Mapping[Term, str], left_out: Collection[Term]) -> Mapping[Term, str]:
    return MappingProxyType({term: one for term, one in origins.items() if term not in left_out})
