import re
from typing import Any

import pytest

from evsrv.core.errors import RequestError
from evsrv.ingest.records import Record
from evsrv.ingest.text_records import (
    cell_value,
    delimited_records,
    delimiter_of,
    header_of,
    pattern_records,
)


def rows(data: bytes, delimiter: str = ",", columns: list[str] | None = None) -> list[Any]:
    return shown(delimited_records(data.splitlines(keepends=True), delimiter, columns))


def shown(records: Any) -> list[Any]:
    """Return number and content of each record; of a refusal its detail."""
    return [(record.number, reason_or_content(record)) for record in records]


def reason_or_content(record: Record) -> Any:
    content = record.content
    return content.detail if isinstance(content, RequestError) else content


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        ("-5", -5),
        ("0", 0),
        ("9223372036854775807", 2**63 - 1),
        ("19.90", 19.9),
        ("1e-05", 1e-05),
        ("true", True),
        ("FALSE", False),
        ("007", "007"),
        ("-0", "-0"),
        ("+1", "+1"),
        ("1e5", "1e5"),
        ("9223372036854775808", "9223372036854775808"),
        ("0.1234567890123456", "0.1234567890123456"),
        ("1234567890123456.5", "1234567890123456.5"),
        ("1e+999", "1e+999"),
        ("1e-999", "1e-999"),
        ("12,5", "12,5"),
        ("1_000", "1_000"),
        ("\u0661", "\u0661"),
        ("tRue", "tRue"),
        ("NaN", "NaN"),
        ("", ""),
    ],
)
def test_cell_becomes_a_number_or_boolean_only_if_nothing_is_lost(text: str, value: Any) -> None:
    read = cell_value(text)
    assert (type(read), read) == (type(value), value)


@pytest.mark.parametrize(
    ("head", "delimiter"),
    [
        (b"a,b\n1,2\n", ","),
        (b"a;b;c\n1,5;2;3\n", ";"),
        (b"a\tb\n1,2\t3\n", "\t"),
        (b"a|b\n1|2\n", "|"),
        (b'"a, b";c\n"1";2\n', ";"),
        (b"\xef\xbb\xbfa,b", ","),
        (b"a,b\n1,2\n1,2,3,", ","),
        (b"one\ntwo\n", None),
        (b"nonsense", None),
        (b"", None),
    ],
)
def test_delimiter_is_found_in_the_first_lines(head: bytes, delimiter: str | None) -> None:
    assert delimiter_of(head) == delimiter


def test_rows_have_the_names_of_the_first_line() -> None:
    assert rows(b'\xef\xbb\xbfa, b ,\r\n1,"2\n""x""",\r\n\r\n,3,4\r\n') == [
        (2, {"a": "1", "b": '2\n"x"', "column3": ""}),
        (5, {"a": "", "b": "3", "column3": "4"}),
    ]
    assert header_of(b"a, b ,\n", ",") == ["a", "b", "column3"]


def test_given_columns_make_the_first_line_a_row() -> None:
    assert rows(b"1\t2\n", "\t", ["a", "b"]) == [(1, {"a": "1", "b": "2"})]


def test_bad_rows_are_refused_alone() -> None:
    data = b'a,b\n1\n2,3\n"x"y,4\n\xff,5\n\x00,6\n7,8\n"9,10\n'
    assert rows(data) == [
        (2, "the line has 1 cells, expected 2 ('a, b')"),
        (3, {"a": "2", "b": "3"}),
        (4, "the line is not CSV: ',' expected after '\"'"),
        (5, "the line is not UTF-8; convert the file: iconv -f LATIN1 -t UTF-8 FILE"),
        (6, "a NUL character cannot be stored"),
        (7, {"a": "7", "b": "8"}),
        (8, "the line is not CSV: unexpected end of data"),
    ]


def test_columns_of_one_name_are_refused() -> None:
    assert rows(b"a,b,a\n1,2,3\n") == [(1, "two columns are named 'a'; name all with --columns")]


def test_lines_that_match_a_pattern_have_its_groups() -> None:
    pattern = re.compile(r"(?P<word>\w+)(?: (?P<rest>.*))?")
    lines = [b"one two three\n", b"\n", b"one\n", b"!\n", b"\xff\n"]
    assert shown(pattern_records(lines, pattern)) == [
        (1, {"word": "one", "rest": "two three"}),
        (3, {"word": "one", "rest": ""}),
        (4, "the line does not match the line pattern: '!'"),
        (5, "the line is not UTF-8; convert the file: iconv -f LATIN1 -t UTF-8 FILE"),
    ]
