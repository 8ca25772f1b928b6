"""The rows of a query as people see them, as texts to review."""

import click
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evsrv.cli.cells import cut_end, cut_middle, rounded_text, width_of
from evsrv.cli.query_rows import QueryRows, RowColumn, render_chart, render_markdown, render_rows

DAY, PLAN, COUNT, MEAN = "createdAt_day", "properties.plan", "count", "avg_properties.latencyMs"
ROWS = QueryRows(
    [
        RowColumn(DAY, in_days=True),
        RowColumn(PLAN),
        RowColumn(COUNT, is_aggregation=True),
        RowColumn(MEAN, is_aggregation=True),
    ],
    [
        ["2026-03-01T00:00:00.000Z", "pro", 1200, 4885.95026525199],
        ["2026-03-02T00:00:00.000Z", "enterprise with a long name", 300, 1825.0],
        ["2026-03-03T00:00:00.000Z", None, 1, 0.00123456789],
        ["2026-03-04T00:00:00.000Z", "", 0, None],
        [None, "null", 88575607830310035, 1234567.891],
    ],
)

TABLE = """\
createdAt_day  properties.plan                          count  avg_properties.latencyMs
-------------  ---------------------------  -----------------  ------------------------
2026-03-01     pro                                       1200             4885.95
2026-03-02     enterprise with a long name                300             1825
2026-03-03     null                                         1                0.00123457
2026-03-04     ""                                           0             null
null           "null"                       88575607830310035          1234568"""

EXACT = """\
createdAt_day             properties.plan                          count  avg_properties.latencyMs
------------------------  ---------------------------  -----------------  ------------------------
2026-03-01T00:00:00.000Z  pro                                       1200          4885.95026525199
2026-03-02T00:00:00.000Z  enterprise with a long name                300          1825.0
2026-03-03T00:00:00.000Z  null                                         1             0.00123456789
2026-03-04T00:00:00.000Z  ""                                           0          null
null                      "null"                       88575607830310035       1234567.891"""

OF_72_COLUMNS = """\
createdAt_day  properties.plan                 count  avg_prope…atencyMs
-------------  ------------------  -----------------  ------------------
2026-03-01     pro                              1200       4885.95
2026-03-02     enterprise with a…                300       1825
2026-03-03     null                                1          0.00123457
2026-03-04     ""                                  0       null
null           "null"              88575607830310035    1234568"""

OF_52_COLUMNS = """\
createdAt_day  properties.plan              count  …
-------------  ---------------  -----------------  -
2026-03-01     pro                           1200  …
2026-03-02     enterprise wit…                300  …
2026-03-03     null                             1  …
2026-03-04     ""                               0  …
null           "null"           88575607830310035  …"""

MARKDOWN = r"""| createdAt_day | properties.plan | count | avg_properties.latencyMs |
| --- | --- | ---: | ---: |
| 2026-03-01 | pro | 1200 | 4885.95 |
| 2026-03-02 | enterprise with a long name | 300 | 1825 |
| 2026-03-03 | null | 1 | 0.00123457 |
| 2026-03-04 | "" | 0 | null |
| null | "null" | 88575607830310035 | 1234568 |"""


def test_table_shows_nulls_days_and_rounded_numbers() -> None:
    assert render_rows(ROWS, exact=False, width=None).text == TABLE


def test_exact_table_shows_all_digits_of_numbers_and_times() -> None:
    assert render_rows(ROWS, exact=True, width=None).text == EXACT


def test_table_that_fits_the_width_is_not_cut() -> None:
    assert render_rows(ROWS, exact=False, width=max(map(len, TABLE.split("\n")))).text == TABLE


def test_table_is_cut_to_the_width_except_numbers_and_times() -> None:
    rendered = render_rows(ROWS, exact=False, width=72)
    assert (rendered.text, rendered.hidden) == (OF_72_COLUMNS, [])


def test_table_leaves_out_and_names_columns_without_space() -> None:
    rendered = render_rows(ROWS, exact=False, width=52)
    assert (rendered.text, rendered.hidden) == (OF_52_COLUMNS, [MEAN])


def test_markdown_escapes_markup_and_aligns_numbers() -> None:
    assert render_markdown(ROWS, exact=False).text == MARKDOWN
    awkward = QueryRows([RowColumn("a_b|c")], [["*x* | `y` [z](u) <b>\n~"]])
    assert render_markdown(awkward, exact=False).text.split("\n") == [
        r"| a_b\|c |",
        "| --- |",
        r"| \*x\* \| \`y\` \[z](u) \<b>\\n\~ |",
    ]


CHART_ROWS = QueryRows(
    [RowColumn("type"), RowColumn(COUNT, is_aggregation=True), RowColumn("max", True)],
    [
        ["answer_copied", 400, 1.5],
        ["click", 200, None],
        [None, 5, 2],
        ["none", 0, 2],
        ["below", -7, 2],
    ],
)
CHART = """\
type              max  count
answer_copied     1.5    400  ████████████████████████████████████████
click          null      200  ████████████████████
null              2        5  ▌
none              2        0
below             2       -7"""
CHART_OF_42_COLUMNS = """\
type        …  count
answer_co…  …    400  ████████████████████
click       …    200  ██████████
null        …      5  ▎
none        …      0
below       …     -7"""


def test_chart_has_bars_for_the_first_aggregation() -> None:
    assert render_chart(CHART_ROWS, exact=False, width=None).text == CHART


def test_chart_is_cut_to_the_width() -> None:
    rendered = render_chart(CHART_ROWS, exact=False, width=42)
    assert (rendered.text, rendered.hidden) == (CHART_OF_42_COLUMNS, ["max"])


def test_chart_without_a_number_is_refused() -> None:
    with pytest.raises(click.ClickException, match="a chart needs a column of numbers"):
        render_chart(QueryRows([RowColumn("type")], [["a"]]), exact=False, width=None)


def test_chart_of_rows_without_an_aggregation_has_bars_for_the_last_number() -> None:
    rows = QueryRows([RowColumn("n"), RowColumn("m")], [[1, 2], [2, 1]])
    lines = render_chart(rows, exact=False, width=None).text.split("\n")
    assert [line.count("█") for line in lines] == [0, 40, 20]


def test_rows_of_a_server_with_unknown_terms_have_the_columns_of_their_objects() -> None:
    found = QueryRows.from_objects([{"a": 1}, {"b": 2, "a": 3}], None)
    assert (found.names, found.rows) == (["a", "b"], [[1, None], [3, 2]])


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (12345678901234567, "12345678901234567"),
        (999999.49, "999999"),
        (999999.5, "1000000"),
        (20130.75, "20130.8"),
        (-1234567.8, "-1234568"),
        (1e15, "1000000000000000"),
        (1.5e21, "1.5e+21"),
        (0.00001234567, "1.23457e-05"),
        (0.0, "0"),
        (2.50, "2.5"),
    ],
)
def test_number_is_rounded_to_six_digits_or_all_before_the_point(number: float, text: str) -> None:
    assert rounded_text(number) == text


@pytest.mark.parametrize(
    ("text", "width", "end", "middle"),
    [
        ("abcdef", 6, "abcdef", "abcdef"),
        ("abcdef", 5, "abcd…", "ab…ef"),
        ("abcdef", 1, "…", "…"),
        ("大阪大阪", 5, "大阪…", "大…阪"),
        ("大阪大阪", 4, "大…", "大…"),
    ],
)
def test_text_is_cut_to_the_width_with_an_ellipsis(
    text: str, width: int, end: str, middle: str
) -> None:
    assert (cut_end(text, width), cut_middle(text, width)) == (end, middle)


CELLS = st.none() | st.booleans() | st.integers(-99, 99) | st.text()


@settings(deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1), st.integers(40, 200))
def test_table_is_never_wider_than_the_terminal(rows: list[tuple[object, ...]], width: int) -> None:
    columns = [RowColumn(name) for name in ("a", "a" * 50, "c" * 20)]
    lines = render_rows(QueryRows(columns, rows), exact=False, width=width).text.split("\n")
    assert len(lines) == 2 + len(rows)
    assert max(map(width_of, lines)) <= width
