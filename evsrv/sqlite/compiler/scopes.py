"""The condition that keeps every query to its tenant."""

from evsrv.core.scope import Scope
from evsrv.core.sql import Sql, bind, sql
from evsrv.sqlite.compiler.field_columns import COLUMNS


def render_scope(scope: Scope) -> Sql:
    """Render the condition for the events of a scope."""
    tenant = sql("{} = {}", COLUMNS["organizationId"], bind(scope.organization_id))
    if scope.project_id is None:
        return tenant
    return sql("{} AND {} = {}", tenant, COLUMNS["projectId"], bind(scope.project_id))
