"""The interface of the values and conditions of rows."""

from typing import Protocol

from evsrv.core.sql import Sql
from evsrv.plugin.value import Value
from evsrv.query.predicate import Predicate
from evsrv.query.reference import Reference


class RowTerms(Protocol):
    """The values and conditions of a row `e`, as SQL of PostgreSQL.

    A number is a `numeric` whose scale tells a double from an integer: 1.0 has a fraction, 1 has
    none, and a double of 2^53 or more is all its digits and `.0`.
    """

    def value(self, reference: Reference) -> Value:
        """Return the value of a reference."""

    def json_text(self, reference: Reference) -> Sql:
        """Render the canonical JSON text of the value at a path; NULL for null."""

    def condition(self, predicate: Predicate) -> Sql:
        """Render a condition: true if the predicate holds, else false or NULL."""
