"""The derived field `user`: the id of the person that a row belongs to."""

from collections.abc import Sequence

from attrs import frozen

from evsrv.plugin import DerivedField, Kind, Row, Sql, hookimpl, join, sql


@frozen
class UserPlugin:
    """user: the id of the person that a row belongs to, at the first path that has a value."""

    _paths: Sequence[tuple[str, tuple[str, ...]]]

    @hookimpl
    def evsrv_fields(self) -> list[DerivedField]:
        """Return the field."""
        return [
            DerivedField(
                name="user",
                kind=Kind.TEXT,
                summary="the id of a person, at the first path of the setting user with a value",
                render=self._render,
                portable=True,
            )
        ]

    def _render(self, row: Row) -> Sql:
        texts = [row.value(field).at(*keys).text for field, keys in self._paths]
        return sql("coalesce({})", join(", ", texts)) if len(texts) > 1 else texts[0]
