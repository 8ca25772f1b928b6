"""The targets of the standard questions."""

from collections.abc import Iterator

from benchmark.figures import Figures
from benchmark.questions import Question
from benchmark.report import Check
from benchmark.rival_names import BY_HAND, COMPILED, COPY, DUCKDB, SERVER, SERVER_WITH_COPY

_MIN_MS = 10
"""The server has a target only for questions of at least these milliseconds by hand."""
_OF_DUCKDB = 1.3
_OF_COMPILED = {"a": 0.4, "b": 0.3, "d": 0.08, "e": 0.04, "g": 0.03}
_TIMES_FASTER = {"g": 20.0}
"""Over HTTP."""
_NOT_SLOWER = 1.1
"""The ratio within which two equal times are, on a machine with other load."""


def check_answers(question: Question, figures: Figures) -> Iterator[Check]:
    """Compare evsrv without a copy with the SQL by hand."""
    compiled, server = (figures.ratio(name, BY_HAND) for name in (COMPILED, SERVER))
    yield Check(f"{question.name}: compiled to by hand", 1.1, compiled, True)
    if figures.median(BY_HAND) >= _MIN_MS:
        yield Check(f"{question.name}: server to by hand", 1.15, server, True)


def check_copy(question: Question, figures: Figures) -> Iterator[Check]:
    """Compare evsrv with a copy with DuckDB, and with evsrv without one."""
    if "select" not in question.body:
        # Rows are read from SQLite.
        yield check_http(question.name, figures)
        return
    ratio = figures.ratio(COPY, DUCKDB)
    yield Check(f"{question.name}: copy to DuckDB", _OF_DUCKDB, ratio, True)
    if at_most := _OF_COMPILED.get(question.letter):
        ratio = figures.ratio(COPY, COMPILED)
        yield Check(f"{question.name}: copy to compiled", at_most, ratio, True)
    if times := _TIMES_FASTER.get(question.letter):
        faster = figures.ratio(SERVER, SERVER_WITH_COPY)
        yield Check(f"{question.name}: server with a copy, times faster", times, faster)


def check_http(name: str, figures: Figures) -> Check:
    """Check that a query that SQLite answers is not slower if there is a copy."""
    ratio = figures.ratio(SERVER_WITH_COPY, SERVER)
    return Check(f"{name}: server with a copy to server", _NOT_SLOWER, ratio, True)
