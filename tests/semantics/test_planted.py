"""The bugs that `./scripts/mutants` plants can still be planted."""

import pytest
from columnar.planted import COPY_BUGS

from evsrv.core.resources import PACKAGE
from semantics.language.planted import LANGUAGE_BUGS
from semantics.planted import BUGS, Bug


@pytest.mark.parametrize("bug", [*BUGS, *LANGUAGE_BUGS, *COPY_BUGS], ids=lambda bug: bug.name)
def test_text_of_planted_bug_occurs_exactly_once(bug: Bug) -> None:
    assert (PACKAGE / bug.file).read_text("utf-8").count(bug.old) == 1
    assert bug.new != bug.old
