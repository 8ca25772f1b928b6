from typing import Any

import pytest

from evsrv.core.errors import Unprocessable
from evsrv.query.parameters import with_parameters


def merged(body: Any, parameters: list[tuple[str, str]]) -> Any:
    return with_parameters(body, parameters)[0]


def test_parameters_join_the_body() -> None:
    body: dict[str, Any] = {"select": []}
    parameters = [("limit", "50"), ("offset", "0"), ("jsonValues", "native")]
    assert merged(body, parameters) == {
        "select": [],
        "limit": 50,
        "offset": 0,
        "jsonValues": "native",
    }
    assert body == {"select": []}


def test_the_same_in_both_places_is_fine() -> None:
    body = {"limit": 50, "jsonValues": "text"}
    assert merged(body, [("limit", "50"), ("jsonValues", "text")]) == body
    assert merged({"limit": 50.0}, [("limit", "50")]) == {"limit": 50}


OPTIONS = {"wide": ("true", "false"), "tall": ("very",)}


@pytest.mark.parametrize("text", OPTIONS["wide"])
def test_option_is_apart_from_body(text: str) -> None:
    parameters = [("wide", text), ("limit", "1")]
    assert with_parameters({}, parameters, OPTIONS) == ({"limit": 1}, {"wide": text})


@pytest.mark.parametrize("text", ["", "1", "True", "yes"])
def test_option_of_other_value_is_refused(text: str) -> None:
    with pytest.raises(Unprocessable, match="wide: expected true or false"):
        with_parameters({}, [("wide", text)], OPTIONS)
    with pytest.raises(Unprocessable, match="tall: expected very, not"):
        with_parameters({}, [("tall", text)], OPTIONS)


@pytest.mark.parametrize(
    ("body", "parameters", "pointer", "says"),
    [
        ({"limit": 1}, [("limit", "2")], "/limit", "1 here, but 2 in the URL"),
        ({"limit": "2"}, [("limit", "2")], "/limit", "'2' here, but 2 in the URL"),
        ({"limit": None}, [("limit", "2")], "/limit", "None here"),
        ({"jsonValues": "text"}, [("jsonValues", "native")], "/jsonValues", "'native' in the URL"),
        ({}, [("limit", "1"), ("limit", "2")], "", "the URL parameter 'limit' is given twice"),
        ({}, [("limit", "5"), ("limit", "5")], "", "the URL parameter 'limit' is given twice"),
        ({}, [("page_size", "5")], "", "did you mean 'limit'"),
        ({}, [("limit", "")], "/limit", "expected an integer"),
        ({}, [("limit", "ten")], "/limit", "expected an integer"),
        ({}, [("offset", "1.5")], "/offset", "expected an integer"),
        ({}, [("offset", "٣")], "/offset", "expected an integer"),
        ({}, [("offset", " 1")], "/offset", "expected an integer"),
        ({}, [("offset", "1_000")], "/offset", "expected an integer"),
        ({}, [("offset", "9" * 5_000)], "/offset", "expected an integer"),
        ({}, [("limt", "1")], "", "unknown URL parameter 'limt'; did you mean 'limit'"),
        ({}, [("select", "[]")], "", "unknown URL parameter 'select'"),
    ],
)
def test_what_is_wrong_with_a_parameter(
    body: Any, parameters: list[tuple[str, str]], pointer: str, says: str
) -> None:
    with pytest.raises(Unprocessable) as refused:
        with_parameters(body, parameters)
    [issue] = refused.value.issues
    assert issue.pointer == pointer
    assert says in issue.message


def test_what_a_parameter_may_be_is_for_the_schema_to_say() -> None:
    assert merged({}, [("limit", "-1"), ("jsonValues", "csv")]) == {
        "limit": -1,
        "jsonValues": "csv",
    }


def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(Unprocessable) as refused:
        with_parameters({"offset": 1}, [("x", "1"), ("limit", "x"), ("offset", "2")])
    assert [issue.pointer for issue in refused.value.issues] == ["", "/limit", "/offset"]


def test_words_of_time_join_the_body() -> None:
    parameters = [
        ("timezone", "Europe/Berlin"),
        ("weekStart", "sunday"),
        ("range", "past 7 days"),
        ("compare", "previous"),
        ("now", "2026-03-02T10:00:00+01:00"),
        ("fill", "true"),
    ]
    assert merged({}, parameters) == {**dict(parameters), "fill": True}
    assert merged({"fill": False}, [("fill", "false")]) == {"fill": False}


@pytest.mark.parametrize("text", ["", "True", "1", "yes", "null"])
def test_fill_is_true_or_false(text: str) -> None:
    with pytest.raises(Unprocessable) as refused:
        merged({}, [("fill", text)])
    [issue] = refused.value.issues
    assert issue.pointer == "/fill"
    assert issue.message.startswith("expected true or false in the URL")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("now", "2026-03-02T10:00:00 01:00"),
        ("range", "2026-03-02T10:00 01:00/2026-03-03"),
        ("compare", "2026-03-02/2026-03-03T10:00 01:00"),
        ("timezone", "Etc/GMT 5"),
    ],
)
def test_lost_plus_of_a_word_is_explained(name: str, text: str) -> None:
    with pytest.raises(Unprocessable) as refused:
        merged({}, [(name, text)])
    [issue] = refused.value.issues
    assert issue.pointer == f"/{name}"
    assert issue.message.endswith("in a URL + is read as a blank; write it as %2B")


def test_other_words_and_hints_can_be_given() -> None:
    body, _ = with_parameters({}, [("range", "past 7 days")], words=("range",))
    assert body == {"range": "past 7 days"}
    with pytest.raises(Unprocessable, match="unknown URL parameter 'limit'"):
        with_parameters({}, [("limit", "1")], words=("range",))
    with pytest.raises(Unprocessable) as refused:
        with_parameters({}, [("fill", "true")], words=("range",), hints={"fill": "not here"})
    assert [(issue.pointer, issue.message) for issue in refused.value.issues] == [
        ("/fill", "not here")
    ]
