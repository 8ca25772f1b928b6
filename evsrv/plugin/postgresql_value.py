"""The value that a rendering for PostgreSQL works on."""

from typing import Any, Protocol

from evsrv.core.sql import Sql
from evsrv.plugin.value import Value


class PostgresqlValue(Value, Protocol):
    """One value of a row, in PostgreSQL's SQL.

    The parts have PostgreSQL's types: `text` and `string` are of type text with the collation "C",
    `number` is numeric, `instant` and `local` are bigint, `boolean` is an integer, and the
    conditions are boolean. `plain` is text at a path, and jsonb of a whole JSON field. `elements`
    is a table with the columns `key` (text) and `value` (jsonb).
    """

    @property
    def jsonb(self) -> Sql:
        """The value as jsonb; NULL if the value is null, also of a JSON null."""

    def bind(self, operand: Any) -> Sql:
        """Return a JSON value as a parameter of type jsonb, with every number as it is stored."""

    def contains(self, operand: Any) -> Sql:
        """Render the condition that the value contains JSON, as `@>` does.

        At a path it is a condition on the whole field, which a GIN index on the field serves. Of
        null it is false or NULL.
        """

    def equals(self, operand: Any) -> Sql:
        """Render the condition that the value equals a JSON value other than null.

        At a path it can be served by a GIN index on the field, as `contains`.
        """
