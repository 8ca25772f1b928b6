import json
from typing import Any

import pytest

from evsrv.core.errors import BadRequest, Forbidden, Issue, RequestError, Unprocessable
from evsrv.core.limits import MAX_BATCH_EVENTS, MAX_EVENT_BODY_DEPTH
from evsrv.ingest import Entry, read_batch, read_lines


def test_an_array_is_read_in_order_each_with_its_place() -> None:
    entries = read_batch(b'{"batch":[{"a":1},{"b":[2]}]}')
    assert entries == [Entry({"a": 1}, "/batch/0"), Entry({"b": [2]}, "/batch/1")]


def test_lines_are_read_in_order_with_no_place_in_the_body() -> None:
    assert read_lines(b'{"a":1}\n\n \r\n{"b":2}\r\n') == [Entry({"a": 1}, ""), Entry({"b": 2}, "")]


def test_of_duplicate_members_the_last_one_wins() -> None:
    assert read_lines(b'{"a":1,"a":2}')[0].item == {"a": 2}
    assert read_batch(b'{"batch":5,"batch":[{"a":1,"a":2}]}')[0].item == {"a": 2}


@pytest.mark.parametrize(
    "line", [b"{", b"[]", b"1", b"\xff", b'{"a":"\xed\xa0\x80"}', b"{}{}", b"{\xef\xbb\xbf}"]
)
def test_a_broken_line_is_an_entry_of_its_own(line: bytes) -> None:
    before, broken, after = read_lines(b'{"a":1}\n%b\n{"b":2}' % line)
    assert (before.item, after.item) == ({"a": 1}, {"b": 2})
    assert isinstance(broken.item, BadRequest)
    assert broken.item.detail.startswith("the line ")


def test_a_line_too_deep_to_be_read_costs_only_itself() -> None:
    deep, after = read_lines(b"[" * 100_000 + b"\n{}")
    assert isinstance(deep.item, Unprocessable)
    assert after.item == {}


@pytest.mark.parametrize(
    ("item", "noun"),
    [("null", "null"), ("1", "a number"), ('"x"', "a string"), ("[]", "an array")],
)
def test_an_item_that_is_no_object_is_an_entry_of_its_own(item: str, noun: str) -> None:
    first, second = read_batch(b'{"batch":[%b,{}]}' % item.encode())
    assert isinstance(first.item, BadRequest)
    assert first.item.issues == (
        Issue("/batch/0", f"an event must be a JSON object, not {noun}"),
    )  # fmt: skip
    assert second.item == {}


@pytest.mark.parametrize("body", [b"", b"{", b"[", b"null", b"\xff"])
def test_a_body_that_cannot_be_read(body: bytes) -> None:
    with pytest.raises(BadRequest):
        read_batch(body)


@pytest.mark.parametrize("body", ["{}", '{"batch":{}}', '{"batch":[],"more":1}'])
def test_a_body_that_is_no_batch(body: str) -> None:
    with pytest.raises(Unprocessable) as caught:
        read_batch(body.encode())
    assert caught.value.issues


@pytest.mark.parametrize("read", [read_batch, read_lines])
def test_the_limit(read: Any) -> None:
    def body(events: Any) -> Any:
        if read is read_lines:
            return b"{}\n\n" * events
        return json.dumps({"batch": [{}] * events}).encode()

    assert len(read(body(MAX_BATCH_EVENTS))) == MAX_BATCH_EVENTS
    with pytest.raises(Unprocessable, match=f"at most {MAX_BATCH_EVENTS} events"):
        read(body(MAX_BATCH_EVENTS + 1))


def test_a_refusal_is_placed_into_the_body() -> None:
    refusal = Unprocessable.of([Issue("/type", "bad"), Issue("", "worse")])
    placed = Entry({}, "/batch/7").with_pointer(refusal)
    assert isinstance(placed, Unprocessable)
    assert placed.issues == (Issue("/batch/7/type", "bad"), Issue("/batch/7", "worse"))
    assert placed.detail == "/batch/7/type: bad (and 1 more)"


def test_a_refusal_that_points_nowhere_stays_as_it_is() -> None:
    refusal: RequestError = Forbidden("no")
    assert Entry({}, "/batch/7").with_pointer(refusal) is refusal


@pytest.mark.parametrize(
    "unstorable",
    [
        *(
            b'{"a":%b}' % (b"[" * depth + b"]" * depth)
            for depth in (MAX_EVENT_BODY_DEPTH, 300, 900)
        ),
        *(b'{"a":NaN}', b'{"a":1e400}', b'{"a":9223372036854775808}'),
        *(rb'{"a":"\ud800"}', rb'{"a":"\u0000"}'),
    ],
)
def test_what_cannot_be_stored_costs_only_itself(unstorable: Any) -> None:
    before, refused, after = read_batch(b'{"batch":[{"a":1},%b,{"b":[null]}]}' % unstorable)
    assert (before.item, after.item) == ({"a": 1}, {"b": [None]})
    assert isinstance(refused.item, Unprocessable)
    assert refused.item.issues[0].pointer.startswith("/batch/1/a")


def test_as_deep_as_may_be_stored() -> None:
    inner = MAX_EVENT_BODY_DEPTH - 1
    [entry] = read_batch(b'{"batch":[{"a":%b}]}' % (b"[" * inner + b"]" * inner))
    assert isinstance(entry.item, dict)
