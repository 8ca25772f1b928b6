"""Rows as text: tables for people, CSV for programs."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from attrs import evolve, frozen

from evsrv.cli.cells import (
    ELLIPSIS,
    cut_end,
    cut_middle,
    padded,
    plain_text,
    visible,
    width_of,
)

GAP = "  "
_MIN_TEXT_WIDTH = 10
"""The width to which a column of text is cut at most."""
_TIME = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d.*)?")


@frozen
class TextColumn:
    """A column whose values are text."""

    name: str
    cells: Sequence[str]
    is_number: bool = False
    """Whether the values are numbers: they go to the right."""
    is_whole: bool = False
    """Whether no cell may be cut: a part of a number or of a time would be another one."""

    @classmethod
    def from_values(
        cls, name: str, values: Sequence[Any], to_text: Callable[[Any], str] = plain_text
    ) -> "TextColumn":
        """Return a column of values; control characters are shown as escapes.

        What is stored comes from anyone, and must not drive the terminal.
        """
        cells = [visible(to_text(value)) for value in values]
        present = [value for value in values if value is not None]
        is_number = bool(present) and all(map(is_number_value, present))
        if is_number:
            cells = _aligned_at_point(cells)
        is_whole = is_number or all(_is_time(value) for value in present)
        return cls(visible(name), cells, is_number, is_whole)

    @property
    def cell_width(self) -> int:
        """The width of the widest cell."""
        return max(map(width_of, self.cells), default=0)

    @property
    def width(self) -> int:
        """The width of the widest cell or of the name."""
        return max(self.cell_width, width_of(self.name))

    @property
    def min_width(self) -> int:
        """The width to which the column can be cut."""
        least = max(self.cell_width, _MIN_TEXT_WIDTH) if self.is_whole else _MIN_TEXT_WIDTH
        return min(self.width, least)

    def cut_to(self, width: int) -> "TextColumn":
        """Return the column with its name and cells cut to a width."""
        cells = self.cells if self.is_whole else [cut_end(cell, width) for cell in self.cells]
        return evolve(self, name=cut_middle(self.name, width), cells=cells)


def is_number_value(value: Any) -> bool:
    """Return whether a value is a number and no boolean."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def as_table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Align rows under their columns, numbers to the right; a None is blank."""
    taken = list(rows)
    return render_table(
        [
            TextColumn.from_values(name, [row[index] for row in taken])
            for index, name in enumerate(columns)
        ]
    )


def render_table(columns: Sequence[TextColumn], *, rule: bool = True) -> str:
    """Align columns side by side, with a rule below their names; no line break at the end."""
    widths = [column.width for column in columns]
    lines = [[column.name for column in columns]]
    if rule:
        lines.append(["-" * width for width in widths])
    lines.extend(zip(*(column.cells for column in columns), strict=True))  # type: ignore[arg-type]
    return "\n".join(
        GAP.join(
            padded(cell, width, right=column.is_number)
            for cell, width, column in zip(line, widths, columns, strict=True)
        ).rstrip()
        for line in lines
    )


def fit_columns(
    columns: Sequence[TextColumn], width: int
) -> tuple[list[TextColumn], Sequence[TextColumn]]:
    """Return the columns cut so that their table fits into a width, and those left out.

    The widest ones are cut first. If that is not enough, columns at the end are left out, and a
    column of ellipses stands for them.
    """
    count = len(columns)
    mark: list[TextColumn] = []
    while count > 1 and table_width([c.min_width for c in (*columns[:count], *mark)]) > width:
        count -= 1
        mark = [TextColumn(ELLIPSIS, [ELLIPSIS] * len(columns[0].cells))]
    shown = columns[:count]
    space = width - table_width([0] * count + [column.width for column in mark])
    cut = [column.cut_to(new) for column, new in zip(shown, _share(shown, space), strict=True)]
    return cut + mark, columns[count:]


def _share(columns: Sequence[TextColumn], space: int) -> list[int]:
    """Return widths with a sum of at most `space`, if that is possible: only the widest are cut."""
    least = [column.min_width for column in columns]
    widths = [
        max(min(column.width, space), low) for column, low in zip(columns, least, strict=True)
    ]
    while sum(widths) > space:
        widest = max(
            (index for index, width in enumerate(widths) if width > least[index]),
            key=widths.__getitem__,
            default=None,
        )
        if widest is None:
            break
        widths[widest] -= 1
    return widths


def table_width(widths: Sequence[int]) -> int:
    """Return the width of a table whose columns have these widths."""
    return sum(widths) + len(GAP) * (len(widths) - 1)


def _aligned_at_point(cells: Sequence[str]) -> list[str]:
    """Fill decimal numbers up on the right, so that their points are below each other."""
    behind = [len("".join(cell.partition(".")[1:])) for cell in cells]
    longest = max(behind, default=0)
    return [cell + " " * (longest - length) for cell, length in zip(cells, behind, strict=True)]


def _is_time(value: Any) -> bool:
    return isinstance(value, str) and _TIME.fullmatch(value) is not None


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Write a header and rows as CSV (RFC 4180), a record at a time; a None is an empty field."""
    record = io.StringIO()
    writer = csv.writer(record)
    for row in chain([columns], rows):
        writer.writerow([plain_text(value) for value in row])
        yield record.getvalue()
        record.seek(0)
        record.truncate()
