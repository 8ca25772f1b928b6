import pytest

from evsrv.core.errors import (
    MAX_GUESSED_CHARACTERS,
    BadRequest,
    Forbidden,
    Issue,
    PayloadTooLarge,
    RequestError,
    Unauthorized,
    Unprocessable,
    clip,
    pointer,
    unknown,
)


def test_pointers_escape_what_rfc_6901_escapes() -> None:
    assert pointer("", "a", 0, "b/c", "d~e", "~1", "") == "/a/0/b~1c/d~0e/~01/"
    assert pointer("/where", "and", 3) == "/where/and/3"
    assert pointer("") == ""


def test_an_unknown_name_gets_the_nearest_one() -> None:
    known = ["createdAt", "eventType", "type"]
    assert unknown("field", "creatdAt", known) == (
        "unknown field 'creatdAt'; did you mean 'createdAt'?"
    )
    assert "'type'" in unknown("field", "TYPE", known)


def test_a_name_that_is_near_none_gets_them_all() -> None:
    assert (
        unknown("unit", "xyz", ["week", "day"]) == "unknown unit 'xyz'; expected one of day, week"
    )


def test_a_long_list_is_cut() -> None:
    message = unknown("thing", "!", [f"name{i:02}" for i in range(30)])
    assert "name23, ..." in message
    assert "name24" not in message


def test_where_nothing_is_known_it_says_so() -> None:
    assert unknown("operator", "eq", []) == "unknown operator 'eq'; there is none here"


def test_what_is_quoted_from_a_request_is_cut() -> None:
    assert clip("abc") == "'abc'"
    assert clip({"a": 1}) == "{'a': 1}"
    assert len(clip("x" * 10_000)) < 100
    assert clip("x" * 10_000).endswith("...")
    assert len(unknown("field", "x" * 10_000, ["id"])) < 200


def test_long_name_is_not_compared_with_known_ones() -> None:
    known = "n" * MAX_GUESSED_CHARACTERS
    assert "did you mean" in unknown("field", known.upper(), [known])
    assert "did you mean" not in unknown("field", f"{known}n", [known])


def test_the_first_issue_speaks_for_all() -> None:
    one = Unprocessable.of([Issue("/limit", "must be 1 or more")])
    assert one.detail == str(one) == "/limit: must be 1 or more"
    three = Unprocessable.of([Issue("", "bad"), Issue("/a", "b"), Issue("/c", "d")])
    assert three.detail == "bad (and 2 more)"
    assert [issue.pointer for issue in three.issues] == ["", "/a", "/c"]


@pytest.mark.parametrize(
    ("refusal", "code"),
    [
        (BadRequest, "bad_request"),
        (Unauthorized, "unauthorized"),
        (Forbidden, "forbidden"),
        (PayloadTooLarge, "payload_too_large"),
        (Unprocessable, "unprocessable_entity"),
    ],
)
def test_each_refusal_has_the_code_of_the_contract(refusal: type[RequestError], code: str) -> None:
    assert refusal("no").code.value == code
    assert refusal("no").issues == ()
