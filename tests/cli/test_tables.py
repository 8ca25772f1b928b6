import csv
import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evsrv.cli.tables import as_csv, as_table


def test_table_aligns_columns_and_encodes_json() -> None:
    table = as_table(
        ["type", "count", "tags"],
        [["answer_copied", 12, ["a", "ü"]], ["click", 3.5, {"a": None}], [None, None, None]],
    )
    assert table.split("\n") == [
        "type           count  tags",
        "-------------  -----  ----------",
        'answer_copied   12    ["a","ü"]',
        'click            3.5  {"a":null}',
        "",
    ]


def test_table_without_rows_has_header() -> None:
    assert as_table(["a", "long name"], []) == "a  long name\n-  ---------"


def test_table_column_of_mixed_values_is_left_aligned() -> None:
    lines = as_table(["mixed", "flag"], [[1, True], ["many", False]]).split("\n")
    assert lines[2:] == ["1      true", "many   false"]


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("\x1b[2J\x1b]0;owned\x07", "\\x1b[2J\\x1b]0;owned\\x07"),
        ("two\nlines\r\n\ttab", "two\\nlines\\r\\n\\ttab"),
        ("csi \x9b31m", "csi \\x9b31m"),
        ("evil\u202etxt.exe\u2066", "evil\\u202etxt.exe\\u2066"),
        ("\u2028\u200b\ufeff\x00\x7f", "\\u2028\\u200b\\ufeff\\x00\\x7f"),
        ("plain 大阪 é", "plain 大阪 é"),
    ],
)
def test_table_escapes_control_characters(stored: str, shown: str) -> None:
    assert as_table([stored], [[stored]]).split("\n")[0::2] == [shown, shown]


def test_table_escapes_control_characters_in_nested_values() -> None:
    assert "\x9b" not in as_table(["a"], [[{"\x9b": ["\x9b31m"]}]])


def test_table_aligns_wide_and_combining_characters() -> None:
    lines = as_table(["a", "b"], [["大阪", "x"], ["e\u0301", "x"]]).split("\n")
    assert lines[2:] == ["大阪  x", "e\u0301     x"]


CELLS = st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.integers(), max_size=2)


@settings(deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS), max_size=5))
def test_table_has_one_line_for_each_row(rows: Any) -> None:
    table = as_table(["n", "first", "second"], [(1, *row) for row in rows])
    assert len(table.splitlines()) == 2 + len(rows)


def test_csv_quotes_special_characters_and_encodes_json() -> None:
    records = list(
        as_csv(["a", 'q"t'], [["x,y", 'say "hi"'], [None, [1, {"b": 2}]], ["two\nlines", 1.0]])
    )
    assert records == [
        'a,"q""t"\r\n',
        '"x,y","say ""hi"""\r\n',
        ',"[1,{""b"":2}]"\r\n',
        '"two\nlines",1.0\r\n',
    ]


TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))


@settings(deadline=None)
@given(st.lists(st.tuples(TEXT, TEXT), max_size=4))
def test_csv_round_trips_through_csv_reader(rows: Any) -> None:
    text = "".join(as_csv(["a", "b"], rows))
    assert list(csv.reader(io.StringIO(text, newline=""))) == [["a", "b"], *map(list, rows)]
