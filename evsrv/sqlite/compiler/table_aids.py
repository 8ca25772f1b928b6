"""The aids to queries that the table of a dataset has: indexes, promoted paths, listed keys."""

from collections.abc import Mapping
from types import MappingProxyType

from attrs import frozen

from evsrv.core.datasets import CONVERSATIONS, EVENTS, FEEDBACK, Dataset


@frozen(kw_only=True)
class TableAids:
    """The aids of one table. Every table also has an index of each scope in the order of time."""

    index_of_types: frozenset[str] = frozenset()
    """The fields in the index that has the rows of each type of a project in the order of time;
    empty if there is none."""
    other_indexes: frozenset[str]
    """The fields by which further indexes find few rows."""
    has_promoted_paths: bool = False
    has_listed_keys: bool = False
    """Whether the table `property_keys` has the keys of its JSON fields."""


TABLE_AIDS: Mapping[Dataset, TableAids] = MappingProxyType(
    {
        EVENTS: TableAids(
            index_of_types=frozenset({"organizationId", "projectId", "type", "createdAt"}),
            other_indexes=frozenset({"id", "searchQuery"}),
            has_promoted_paths=True,
            has_listed_keys=True,
        ),
        CONVERSATIONS: TableAids(other_indexes=frozenset({"id"})),
        FEEDBACK: TableAids(other_indexes=frozenset({"id", "messageId", "conversationId"})),
    }
)
