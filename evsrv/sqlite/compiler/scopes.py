"""The condition that keeps every query to its tenant."""

from evsrv.core.scope import Scope
from evsrv.core.sql import Sql, bind, sql


def render_scope(scope: Scope) -> Sql:
    """Render the condition for the rows of a scope; every dataset has these columns."""
    tenant = sql("e.organization_id = {}", bind(scope.organization_id))
    if scope.project_id is None:
        return tenant
    return sql("{} AND e.project_id = {}", tenant, bind(scope.project_id))
