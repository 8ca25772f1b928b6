"""The condition that keeps every query to its tenant."""

from evsrv.scope import Scope
from evsrv.sql.columns import COLUMNS
from evsrv.sqltext import Sql, bind, sql


def render_scope(scope: Scope) -> Sql:
    """Write which events a scope has."""
    tenant = sql("{} = {}", COLUMNS["organizationId"], bind(scope.organization_id))
    if scope.project_id is None:
        return tenant
    return sql("{} AND {} = {}", tenant, COLUMNS["projectId"], bind(scope.project_id))
