"""The terms of an engine: those that have SQL for it."""

import logging
from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any

from attrs import evolve

from evsrv.core.datasets import DATASETS
from evsrv.plugin.renderings import Rendered, rendering
from evsrv.plugin.terms import Aggregate, Term
from evsrv.plugin.vocabulary import Vocabulary

_log = logging.getLogger(__name__)


def is_on_engine(term: Rendered, engine: str) -> bool:
    """Return whether an engine other than SQLite has a term.

    An engine computes a percentile in its own way, and of a time unit every engine has the floor.
    """
    is_percentile = isinstance(term, Aggregate) and term.percent is not None
    return is_percentile or rendering(term, engine) is not None


def absent_terms(vocabulary: Vocabulary, engine: str) -> list[Term]:
    """Return the terms that an engine does not have, because they have no SQL for it."""
    units = frozenset(vocabulary.time_units.values())
    return [
        term for term in vocabulary.origins if term not in units and not is_on_engine(term, engine)
    ]


def vocabulary_on(vocabulary: Vocabulary, engine: str) -> Vocabulary:
    """Return the vocabulary of a server on an engine; log the terms that are left out."""
    absent = absent_terms(vocabulary, engine)
    if not absent:
        return vocabulary
    _log.info("%s does not have these terms, which have no SQL for it: %s", engine, _listed(absent))
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
    )


def _listed(terms: Collection[Term]) -> str:
    return ", ".join(f"{term.noun} {term.name}" for term in terms)


def _without(terms: Mapping[str, Any], left_out: Collection[Term]) -> Mapping[str, Any]:
    return MappingProxyType({name: one for name, one in terms.items() if one not in left_out})


def _without_terms(origins: Mapping[Term, str], left_out: Collection[Term]) -> Mapping[Term, str]:
    return MappingProxyType({term: one for term, one in origins.items() if term not in left_out})
