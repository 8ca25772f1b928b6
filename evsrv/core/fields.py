"""Fields by wire name, derived from the classes of stored rows."""

import re
from collections.abc import Mapping
from types import MappingProxyType, NoneType
from typing import get_args, get_type_hints

import attrs
from attrs import Factory, frozen

from evsrv.core.kinds import Kind

__all__ = ["Field", "Kind", "fields_of"]

_WORD_START = re.compile("_([a-z])")


@frozen(cache_hash=True)
class Field:
    """A field of a stored row."""

    name: str
    """The name in queries and their results."""
    column: str
    nullable: bool
    kind: Kind = Kind.TEXT
    null_in_output: bool = False
    """Whether a null is shown in a row (else the column is left out of it)."""
    ingest_name: str = Factory(lambda self: self.name, takes_self=True)
    """The name in the bodies and answers of ingestion, if it is another one."""
    values: tuple[str, ...] = ()
    """The only values that a text field can have; without them it can have any."""
    default: str | None = None
    """The value of an event that is sent without one."""


def fields_of(row: type[attrs.AttrsInstance]) -> Mapping[str, Field]:
    """Return the fields of a class of rows by name, in the order of its attributes."""
    types = get_type_hints(row)
    fields = (
        Field(
            name=_WORD_START.sub(lambda match: match[1].upper(), attribute.name),
            column=attribute.name,
            nullable=NoneType in get_args(types[attribute.name]),
            **attribute.metadata,
        )
        for attribute in attrs.fields(row)
    )
    return MappingProxyType({field.name: field for field in fields})
