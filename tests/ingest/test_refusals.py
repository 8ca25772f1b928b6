from evsrv.core.errors import BadRequest, Issue, Unprocessable
from evsrv.ingest.refusals import MAX_REFUSAL_KINDS, Refusals


def test_refusals_are_grouped_by_kind_with_the_first_of_each() -> None:
    refusals = Refusals()
    for number in range(2, 1202):
        refusals.add(
            number,
            Unprocessable.of([Issue("/at", f"'2026-03-02 10:{number}' has no offset; use X")]),
        )
    refusals.add(5000, BadRequest("the line is not JSON: Expecting value at line 1 column 5"))
    assert list(refusals.summary()) == [
        "1,200 lines: /at: '2026-03-02 10:2' has no offset, first at line 2; use X",
        "1 line: the line is not JSON: Expecting value at line 1 column 5, first at line 5000",
    ]


def test_each_problem_of_a_line_counts_and_a_repeated_one_once() -> None:
    refusals = Refusals("element")
    two = [Issue("/a/0", "expected a string"), Issue("/a/1", "expected a string"), Issue("/b", "x")]
    refusals.add(3, Unprocessable.of(two))
    refusals.add(4, Unprocessable.of(two[2:]))
    assert list(refusals.summary()) == [
        "2 elements: /b: x, first at element 3",
        "1 element: /a/0: expected a string, first at element 3",
    ]


def test_kinds_of_refusals_are_bounded() -> None:
    refusals = Refusals()
    for number in range(MAX_REFUSAL_KINDS + 7):
        refusals.add(number, BadRequest("x" * number))
    *_, last = lines = list(refusals.summary())
    assert last == "7 more problems of other kinds"
    assert len(lines) == MAX_REFUSAL_KINDS + 1


def test_next_step_is_split_off_outside_of_quoted_values() -> None:
    refusals = Refusals()
    refusals.add(2, BadRequest("'a; b' is not a time; use X"))
    assert list(refusals.summary()) == ["1 line: 'a; b' is not a time, first at line 2; use X"]
