"""The database as the commands of plugins ask it."""

from typing import Any, Protocol

from evsrv.plugin.route_request import Document


class Database(Protocol):
    """The database file of the settings; a command of a plugin gets it by `click.pass_obj`."""

    def ask(
        self,
        query: Document,
        dataset: str = "events",
        *,
        organization: str | None = None,
        project: str | None = None,
    ) -> dict[str, Any]:
        """Return the answer of `POST /query/DATASET` to a query, for an organization.

        Without `organization` that is the only one of the file; without `project` the whole
        organization. Raises `RequestError` for a query that is refused.
        """
