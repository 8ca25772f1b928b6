"""The SQL of terms in PostgreSQL."""

from typing import Any

from evsrv.core.sql import Sql
from evsrv.plugin.renderings import POSTGRESQL, Rendered, rendering


def render_term(term: Rendered, *arguments: Any) -> Sql:
    """Render a term of the vocabulary of this engine."""
    render = rendering(term, POSTGRESQL)
    if render is None:
        raise AssertionError(f"{term} was planned without SQL for {POSTGRESQL}")
    return render(*arguments)
