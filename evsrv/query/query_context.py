"""The context of a query: all that its names are resolved with."""

from collections.abc import Mapping

from attrs import frozen

from evsrv.core.datasets import Dataset
from evsrv.plugin.dataset_fields import AnyField
from evsrv.plugin.vocabulary import Vocabulary
from evsrv.query import ast
from evsrv.query.issues import Issues
from evsrv.query.predicate import Predicate
from evsrv.query.resolve_filters import FilterResolver
from evsrv.query.time_frame import TimeFrame


@frozen
class QueryContext:
    """One query, the names that it may use, and the issues that are found in it."""

    query: ast.Query
    dataset: Dataset
    vocabulary: Vocabulary
    filters: FilterResolver
    time_frame: TimeFrame
    issues: Issues

    @property
    def fields(self) -> Mapping[str, AnyField]:
        """The fields of the dataset by name, also the derived ones."""
        return self.vocabulary.fields_of(self.dataset)

    @property
    def is_compared(self) -> bool:
        """Whether the query has a compared range."""
        return self.query.compare is not None

    def resolve_filter(self, filter_: ast.Filter, at: str) -> Predicate:
        """Resolve a filter of rows that stands at the JSON Pointer `at`."""
        zone = self.time_frame.calendar.zone
        return self.filters.resolve(filter_, self.issues, at, zone=zone)
