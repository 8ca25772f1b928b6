"""The condition that keeps every query to its tenant."""

from evsrv.core.scope import Scope
from evsrv.core.sql import Sql


def render_scope(scope: Scope) -> Sql:
    """Render the condition for the rows of a scope; every dataset has these columns."""
    if scope.project_id is None:
        return Sql("e.organization_id = ?", (scope.organization_id,))
    return Sql(
        "e.organization_id = ? AND e.project_id = ?", (scope.organization_id, scope.project_id)
    )
