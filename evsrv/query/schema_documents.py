"""The documents of `schemas/`: files as they are, and templates once for each dataset.

A template is a file that refers to `urn:evsrv:fields`, or to another template. For each dataset its
`$id` and these references get the dataset's name, as `urn:evsrv:feedback:query`; `{dataset}` in its
texts becomes the name, and `examples` has a list for each dataset.
"""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from evsrv.core.datasets import DATASETS, Dataset
from evsrv.core.resources import SCHEMAS
from evsrv.plugin.terms import Schema
from evsrv.plugin.vocabulary import Vocabulary
from evsrv.query.generated_schemas import GENERATED, field_schema

_PREFIX = "urn:evsrv:"
_TEMPLATES = frozenset({"filter", "query", "query-result"})
_OF_DATASET = _TEMPLATES | {"fields"}


def schema_documents(vocabulary: Vocabulary) -> tuple[Schema, ...]:
    """Return every document, except the names of terms, with a vocabulary's derived fields."""
    fields = (
        field_schema(
            dataset,
            [name for name in vocabulary.fields_of(dataset) if name not in dataset.fields],
        )
        for dataset in DATASETS.values()
    )
    return (*_files(), *GENERATED, *fields)


def schema_name(name: str, dataset: Dataset) -> str:
    """Return the URN of a file's schema, of this dataset if the file is a template."""
    return f"{_PREFIX}{dataset.name}:{name}" if name in _OF_DATASET else f"{_PREFIX}{name}"


@cache
def _files() -> tuple[Schema, ...]:
    return tuple(_read_files())


def _read_files() -> Iterator[Schema]:
    for path in sorted(SCHEMAS.glob("*.json")):
        document = json.loads(path.read_text("utf-8"))
        if path.stem not in _TEMPLATES:
            yield document
            continue
        examples = document.pop("examples", {})
        for dataset in DATASETS.values():
            yield {**_instance(document, dataset), "examples": examples.get(dataset.name, [])}


def _instance(part: Any, dataset: Dataset) -> Any:
    match part:
        case dict():
            return {name: _instance(value, dataset) for name, value in part.items()}
        case list():
            return [_instance(member, dataset) for member in part]
        case str() if part.startswith(_PREFIX):
            name, hash_, inside = part.removeprefix(_PREFIX).partition("#")
            return f"{schema_name(name, dataset)}{hash_}{inside}"
        case str():
            return part.replace("{dataset}", dataset.name)
    return part
