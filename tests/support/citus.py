"""Tests on a Citus cluster, which `scripts/citus-check` runs."""

import pytest

from support.variables import read_variable

VARIABLE = "EVSRV_TEST_CITUS"
"""Set, EVSRV_TEST_POSTGRES is a database of a coordinator that knows its workers."""

_IS_CITUS = bool(read_variable(VARIABLE))

QUERY_SECONDS = 60.0 if _IS_CITUS else 10.0
"""The limit of a statement: the first one of a connection opens others to the workers."""


def is_citus() -> bool:
    """Return whether the tests run on a cluster."""
    return _IS_CITUS


def not_on_citus(reason: str) -> pytest.MarkDecorator:
    """Return the mark of a test that cannot pass on a cluster."""
    return pytest.mark.skipif(_IS_CITUS, reason=f"not on Citus: {reason}")
