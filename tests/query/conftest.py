from collections.abc import Callable
from typing import Any

import pytest

from evsrv import builtin
from evsrv.core import resources
from evsrv.core.datasets import EVENTS
from evsrv.core.errors import Unprocessable
from evsrv.core.scope import Scope
from evsrv.plugin.loader import find_plugins
from evsrv.plugin.vocabulary import Vocabulary, collect
from evsrv.query.planner import Planner
from evsrv.query.reader import QueryReader
from evsrv.query.schema import Schemas

MakePlan = Callable[[Any], Any]
"""Returns a `Plan`, of whose unions a test knows the members that it has asked for."""
Refusals = Callable[[Any], dict[str, str]]

SCOPE = Scope("acme", "site")
NOW = 1_775_001_600_000
"""2026-04-01T00:00:00Z."""


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    builtins = builtin.plugins([("userProperties", ("userId",)), ("userProperties", ("id",))])
    return collect(find_plugins(builtins, bundled=resources.PLUGINS))


@pytest.fixture(scope="session")
def plan(vocabulary: Vocabulary) -> MakePlan:
    """Read a body and plan it at `NOW`, pages of 100 rows and at most 500."""
    schemas = Schemas.load(vocabulary)
    reader = QueryReader.from_schemas(schemas)
    planner = Planner.from_vocabulary(vocabulary, schemas, page_size=100, max_page_size=500)
    return lambda body: planner.plan(reader.read(body, EVENTS), SCOPE, EVENTS, NOW)


@pytest.fixture(scope="session")
def refusals(plan: MakePlan) -> Refusals:
    """Plan a body that makes no sense; the messages by pointer."""

    def refusals(body: Any) -> dict[str, str]:
        with pytest.raises(Unprocessable) as refused:
            plan(body)
        return {issue.pointer: issue.message for issue in refused.value.issues}

    return refusals
