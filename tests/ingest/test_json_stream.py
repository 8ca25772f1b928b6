import io
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evsrv.core.errors import BadRequest
from evsrv.ingest import json_stream
from evsrv.ingest.json_stream import JsonStream

QUICK = settings(max_examples=100, deadline=None, derandomize=True)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


def elements(data: bytes, *path: str) -> list[Any]:
    return [json.loads(element) for element in JsonStream(io.BytesIO(data)).elements(path)]


def refusal(data: bytes, *path: str) -> str:
    with pytest.raises(BadRequest) as refused:
        elements(data, *path)
    return str(refused.value)


@given(
    values=st.lists(VALUES, max_size=6),
    indent=st.sampled_from([None, 1]),
    ascii_=st.booleans(),
    chunk=st.integers(1, 9),
)
@QUICK
def test_elements_are_those_of_the_document_whatever_the_chunks_are(
    values: list[Any], indent: int | None, ascii_: bool, chunk: int
) -> None:
    document = {"a": [values, "x"], "in": [{"list": values, "b": 1}, {"list": []}], "c": values}
    data = json.dumps(document, indent=indent, ensure_ascii=ascii_).encode(errors="replace")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_stream, "_CHUNK_BYTES", chunk)
        found = elements(data, "in", "list")
    assert found == json.loads(data)["in"][0]["list"]


@pytest.mark.parametrize(
    ("data", "path", "expected"),
    [
        (b"[]", (), []),
        (b"\xef\xbb\xbf [1, [2, 3]]\n", (), [1, 2, 3]),
        (b'{"a": 1}', (), [{"a": 1}]),
        (b'{"a": 1}\n{"a": 2}', (), [{"a": 1}, {"a": 2}]),
        (b'{"a": {}}', ("a",), [{}]),
        (b'[{"a": [1]}, 5, {"a": [2]}]', ("a",), [1, 2]),
        (b'{"a": null}', ("a", "b"), []),
        (b"", (), []),
    ],
)
def test_elements_at_a_path_are_flattened(
    data: bytes, path: tuple[str, ...], expected: list[Any]
) -> None:
    assert elements(data, *path) == expected


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b'[{"a": 1}', "Expecting ',' or ']' at character 10"),
        (b'[{"a": 1} {"a": 2}]', "Expecting ',' or ']' at character 11"),
        (b'[{"a": nope}]', "Expecting value at character 8"),
        (b"[" + b'"' + b"x" * 200_000, "Unterminated string starting at at character 2"),
        (b'["\xff"]', "is not UTF-8: invalid start byte"),
        (b"[1]]", "Expecting value at character 4"),
        (b"[" + b'{"a":' * 100_000, "is nested too deeply"),
    ],
)
def test_malformed_document_is_refused_with_the_place(data: bytes, reason: str) -> None:
    assert reason in refusal(data)


def test_path_that_leads_nowhere_is_refused_with_the_nearest_member() -> None:
    assert "did you mean 'features'?" in refusal(b'{"type": 1, "features": []}', "feetures")
    assert "Expecting a member name" in refusal(b"{1: 2}", "a")


def test_malformed_document_is_refused_before_it_is_read_to_its_end() -> None:
    stream = io.BytesIO(b'[{"a": nope}' + b" " * 10_000_000)
    with pytest.raises(BadRequest):
        list(JsonStream(stream).elements(()))
    assert stream.tell() < 1_000_000
