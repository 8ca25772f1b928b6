import pytest

from evsrv.core.timing import row_counter, stage, start_timing


def test_stages_add_up_and_the_outer_one_counts() -> None:
    trace = start_timing()
    with stage("auth"), stage("db"):
        pass
    first = trace.seconds["auth"]
    with stage("auth"):
        pass
    with stage("db"):
        pass
    assert list(trace.seconds) == ["auth", "db"]
    assert 0 < first < trace.seconds["auth"] <= trace.elapsed()


def test_a_stage_that_fails_is_counted() -> None:
    trace = start_timing()
    with pytest.raises(LookupError), stage("db"):
        raise LookupError
    with stage("render"):
        pass
    assert list(trace.seconds) == ["db", "render"]


def test_a_stage_decorates() -> None:
    @stage("compile")
    def double(number: int) -> int:
        return 2 * number

    assert double(2) == 4
    trace = start_timing()
    assert double(3) == 6
    assert list(trace.seconds) == ["compile"]


def test_rows_are_those_of_the_request_that_asked() -> None:
    first = start_timing()
    count = row_counter()
    second = start_timing()
    count(2)
    row_counter()(3)
    assert (first.rows, second.rows) == (2, 3)
