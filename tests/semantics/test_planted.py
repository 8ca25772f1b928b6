"""Bugs that `./scripts/mutants` plants have the place that they were written for."""

import pytest

from evsrv.core.resources import PACKAGE
from semantics.planted import BUGS, Bug


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_a_bug_has_its_place(bug: Bug) -> None:
    assert (PACKAGE / bug.file).read_text("utf-8").count(bug.old) == 1
    assert bug.new != bug.old
