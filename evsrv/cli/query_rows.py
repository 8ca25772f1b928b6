"""The rows of a query as the command line shows them: a table, a chart, Markdown."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import click
from attrs import frozen

from evsrv.cli.cells import day_text, exact_text, rounded_text
from evsrv.cli.tables import (
    GAP,
    TextColumn,
    fit_columns,
    is_number_value,
    render_table,
    table_width,
)
from evsrv.query.columns import Aggregation, Bucket, Column, ComparedStart
from evsrv.query.plan import Plan

_EIGHTHS = ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")
_BAR_WIDTH = 40
"""The width of the longest bar, if there is space for it."""
_MIN_BAR_WIDTH = 20
_MARKDOWN = re.compile(r"[\\`*<\[|~]")
"""Characters that Markdown reads as markup inside of a line; an underscore in a word is none."""


@frozen
class RowColumn:
    """A column of a query's rows."""

    name: str
    is_aggregation: bool = False
    in_days: bool = False
    """Whether the values are times that begin buckets of whole days."""

    @classmethod
    def from_plan(cls, column: Column) -> "RowColumn":
        """Return a column of a plan."""
        match column:
            case Aggregation():
                return cls(column.name, is_aggregation=True)
            case Bucket(unit=unit) | ComparedStart(bucket=Bucket(unit=unit)):
                return cls(column.name, in_days=unit.made_of_days)
        return cls(column.name)


@frozen
class QueryRows:
    """Rows with their columns."""

    columns: Sequence[RowColumn]
    rows: Sequence[Sequence[Any]]

    @classmethod
    def from_objects(cls, rows: Sequence[Mapping[str, Any]], plan: Plan | None) -> "QueryRows":
        """Return rows that are objects by column name, which lack some of their nulls.

        The columns are those of the plan, if it is known, and then any others of the rows.
        """
        planned = [] if plan is None else map(RowColumn.from_plan, plan.columns)
        columns = {column.name: column for column in planned}
        for row in rows:
            for name in row:
                if name not in columns:
                    columns[name] = RowColumn(name)
        return cls(list(columns.values()), [[row.get(name) for name in columns] for row in rows])

    @property
    def names(self) -> list[str]:
        """The names of the columns."""
        return [column.name for column in self.columns]

    def values(self, index: int) -> list[Any]:
        """Return the values of a column."""
        return [row[index] for row in self.rows]

    def text_columns(self, *, exact: bool) -> list[TextColumn]:
        """Return the columns as text for people; `exact` keeps all digits of numbers and times."""
        return [
            TextColumn.from_values(column.name, self.values(index), _to_text(column, exact=exact))
            for index, column in enumerate(self.columns)
        ]


@frozen
class Rendered:
    """Text for people."""

    text: str
    hidden: Sequence[str] = ()
    """The names of the columns that it has no space for."""


def render_rows(rows: QueryRows, *, exact: bool, width: int | None) -> Rendered:
    """Render rows as a table, cut to a width if there is one."""
    columns = rows.text_columns(exact=exact)
    if width is None:
        return Rendered(render_table(columns))
    shown, hidden = fit_columns(columns, width)
    return Rendered(render_table(shown), _names(hidden))


def render_chart(rows: QueryRows, *, exact: bool, width: int | None) -> Rendered:
    """Render rows as a table with bars for the first aggregation, or else the last number.

    Raises `ClickException` if there is no number.
    """
    columns = rows.text_columns(exact=exact)
    index = _charted(rows, columns)
    number, labels = columns[index], [*columns[:index], *columns[index + 1 :]]
    length = _BAR_WIDTH
    hidden: Sequence[TextColumn] = ()
    if width is not None:
        number = number.cut_to(max(number.min_width, min(number.width, width // 4)))
        space = width - number.width - 2 * len(GAP)
        labels, hidden = fit_columns(labels, space - _MIN_BAR_WIDTH)
        taken = table_width([column.width for column in labels])
        length = max(_MIN_BAR_WIDTH, min(_BAR_WIDTH, space - taken))
    # The number comes last, beside its bars.
    shown = [*labels, number, TextColumn("", _bars(rows.values(index), length))]
    return Rendered(render_table(shown, rule=False), _names(hidden))


def render_markdown(rows: QueryRows, *, exact: bool) -> Rendered:
    """Render rows as a table of GitHub Flavored Markdown."""
    columns = rows.text_columns(exact=exact)
    lines = [
        [_escaped(column.name) for column in columns],
        ["---:" if column.is_number else "---" for column in columns],
        *zip(*([_escaped(cell) for cell in column.cells] for column in columns), strict=True),
    ]
    return Rendered("\n".join(f"| {' | '.join(line)} |" for line in lines))


def _names(columns: Iterable[TextColumn]) -> list[str]:
    return [column.name for column in columns]


def _to_text(column: RowColumn, *, exact: bool) -> Callable[[Any], str]:
    if exact:
        return exact_text
    return day_text(rounded_text) if column.in_days else rounded_text


def _charted(rows: QueryRows, columns: Sequence[TextColumn]) -> int:
    numbers = [index for index, column in enumerate(columns) if column.is_number]
    aggregations = [index for index in numbers if rows.columns[index].is_aggregation]
    if not numbers:
        raise click.ClickException(
            "a chart needs a column of numbers, such as"
            ' {"type": "aggregation", "aggregation": "count"} in select'
        )
    return aggregations[0] if aggregations else numbers[-1]


def _bars(values: Iterable[Any], length: int) -> list[str]:
    numbers = [value if is_number_value(value) else 0 for value in values]
    longest = max(numbers, default=0)
    return [_bar(value / longest * length) if value > 0 else "" for value in numbers]


def _bar(length: float) -> str:
    # A value above 0 has a bar, however short.
    eighths = max(round(length * 8), 1)
    return "█" * (eighths // 8) + _EIGHTHS[eighths % 8]


def _escaped(cell: str) -> str:
    return _MARKDOWN.sub(r"\\\g<0>", cell.strip())
