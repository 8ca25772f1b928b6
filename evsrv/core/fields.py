"""The fields of an event, and the kinds of value that a query can reach in them."""

from collections.abc import Mapping
from enum import Flag, auto
from types import MappingProxyType

from attrs import frozen


class Kind(Flag):
    """What sort of value a term works on; terms name the kinds they take, joined with `|`."""

    TEXT = auto()
    """A text field, as `type`."""
    TIME = auto()
    """`createdAt`: an integer, epoch milliseconds."""
    PATH = auto()
    """The value at a path in a JSON field, of any JSON type."""
    DOCUMENT = auto()
    """A whole JSON field: an object, or null."""

    ANY = TEXT | TIME | PATH | DOCUMENT


@frozen(cache_hash=True)
class Field:
    """One field of an event, by its wire name."""

    name: str
    kind: Kind
    nullable: bool = False
    null_in_output: bool = False
    """Whether a null is shown in a row (else the column is left out of it)."""


FIELDS: Mapping[str, Field] = MappingProxyType(
    {
        field.name: field
        for field in (
            Field("id", Kind.TEXT),
            Field("organizationId", Kind.TEXT),
            Field("projectId", Kind.TEXT, nullable=True, null_in_output=True),
            Field("integrationId", Kind.TEXT, nullable=True, null_in_output=True),
            Field("eventType", Kind.TEXT),
            Field("type", Kind.TEXT),
            Field("messageId", Kind.TEXT, nullable=True),
            Field("conversationId", Kind.TEXT, nullable=True),
            Field("searchQuery", Kind.TEXT, nullable=True),
            Field("createdAt", Kind.TIME),
            Field("properties", Kind.DOCUMENT, nullable=True, null_in_output=True),
            Field("userProperties", Kind.DOCUMENT, nullable=True, null_in_output=True),
        )
    }
)
"""In the order in which a raw row shows them."""
